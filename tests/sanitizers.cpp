// What the sanitizers report and is no fault of ours, or none at all: they see only what was built with them.

extern "C" const char* __tsan_default_suppressions();
extern "C" const char* __lsan_default_suppressions();

// - The owners of an exception are counted inside libstdc++: the last one seems to free what another thread has only
//   just read.
// - Pango looks for fonts on threads of its own and hands over what it found by the locks of GLib.
// - The call by which a lock is waited for with a steady clock is not known to the sanitizer of GCC 12, so who got it
//   there seems to give back what nobody has.
extern "C" const char* __tsan_default_suppressions()
{
    return "race:std::__exception_ptr::exception_ptr::_M_release\n"
           "race:libpangoft2-1.0.so\n"
           "race:libfontconfig.so\n"
           "race:libcairo.so\n"
           "race:libglib-2.0.so\n"
           "mutex:std::timed_mutex::unlock\n";
}

// - Fontconfig's patterns stay with Pango: as many after thirty documents as after one.
// - Cairo 1.16 loses three quarters of a kilobyte for each font that it writes into a PDF.
// - libxlsxwriter 1.1 loses the formula of a drop-down list.
extern "C" const char* __lsan_default_suppressions()
{
    return "leak:libfontconfig.so\n"
           "leak:libcairo.so\n"
           "leak:lxw_strdup\n";
}
