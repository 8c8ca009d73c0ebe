/// emptor._core: the private, compiled half of the package `emptor`.
#include <exception>
#include <string>

#include "emptor/version.hpp"
#include "handle.hpp"

namespace py = pybind11;

namespace {

/// Leaves the Python error that stands for `error`; emptor._errors chooses its class by the code.
void raise(const emptor::Error& error) {
  try {
    const py::object raised =
        py::module_::import("emptor._errors").attr("from_problems")(emptor::python::to_python(error.problems()));
    PyErr_SetObject(py::type::handle_of(raised).ptr(), raised.ptr());
  } catch (py::error_already_set& failed) {
    failed.restore();
  }
}

// pybind11 asks for this signature.
// NOLINTNEXTLINE(performance-unnecessary-value-param)
void translate(std::exception_ptr thrown) {
  try {
    if (thrown) std::rethrow_exception(thrown);
  } catch (const emptor::Error& error) {
    raise(error);
  }
}

}  // namespace

PYBIND11_MODULE(_core, module) {
  module.doc() = "The compiled half of emptor; private, use the package.";
  module.attr("__version__") = std::string(emptor::version_text);
  py::register_local_exception_translator(translate);
  emptor::python::HandleClass handle(module, "Handle");
  emptor::python::bind_book(module, handle);
  emptor::python::bind_settings(handle);
  emptor::python::bind_catalog(handle);
  emptor::python::bind_parties(handle);
  emptor::python::bind_pricing(handle);
  emptor::python::bind_price_lists(handle);
  emptor::python::bind_analysis(handle);
  emptor::python::bind_promotions(handle);
  emptor::python::bind_vouchers(handle);
  emptor::python::bind_receivables(handle);
  emptor::python::bind_exchange_differences(handle);
  emptor::python::bind_dunning(handle);
  emptor::python::bind_instruments(handle);
  emptor::python::bind_rebates(handle);
}
