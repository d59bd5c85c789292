"""How Brian2 makes and runs programs: objects from declarations, the cache, the compiler, a runner."""
