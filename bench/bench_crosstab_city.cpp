// crosstab-city: sex × age band × education of one occupation in a random one.

#include "crosstab_nodes.hpp"

int main() { jishi::bench::ask_nodes("crosstab-city", 2); }
