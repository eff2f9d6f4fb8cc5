#pragma once
// One thread that lends a hand with large scans. When it is busy, whoever asks works alone.

#include <condition_variable>
#include <exception>
#include <functional>
#include <mutex>
#include <thread>

namespace jishi::statistics {

class ScanHelper {
public:
    static ScanHelper& shared();
    ~ScanHelper();

    /// Calls `work` here and, when it is free, on the helper's thread too; returns when both are done. Throws what
    /// either of them threw.
    void run(const std::function<void()>& work);

private:
    ScanHelper();
    void loop();

    std::mutex in_use_;
    std::mutex mutex_;
    std::condition_variable changed_;
    const std::function<void()>* work_ = nullptr;
    std::exception_ptr failure_;
    bool running_ = false;
    bool stopping_ = false;
    std::thread thread_;
};

}  // namespace jishi::statistics
