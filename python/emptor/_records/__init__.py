"""Values and records: frozen, hashable, with a repr that can be pasted back."""

from .analysis import *
from .catalog import *
from .credit import *
from .exchange_differences import *
from .dunning import *
from .instruments import *
from .parties import *
from .prices import *
from .promotions import *
from .rebates import *
from .receivables import *
from .settings import *
from .values import *
from .vouchers import *
