/* A host in C: header and library are of one version. */
#include <emptor.h>
#include <stdio.h>

int main(void) {
  if (emptor_version_number() != EMPTOR_VERSION_NUMBER) return 1;
  printf("emptor %d.%d.%d c\n", EMPTOR_VERSION_MAJOR, EMPTOR_VERSION_MINOR, EMPTOR_VERSION_PATCH);
  return 0;
}
