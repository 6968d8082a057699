"""How generated inputs are chosen, everywhere in the tests."""

import os

from hypothesis import settings

# The same inputs in every run, and no clock: a test that fails on a busy machine says nothing.
settings.register_profile("steady", derandomize=True, deadline=None)
# Other inputs in every run, and more of them, to look for what the steady ones miss.
settings.register_profile("searching", max_examples=1000, deadline=None, print_blob=True)
settings.load_profile(os.environ.get("TANDEM_INPUTS", "steady"))
