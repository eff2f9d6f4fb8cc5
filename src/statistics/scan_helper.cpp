#include "statistics/scan_helper.hpp"

namespace jishi::statistics {

ScanHelper& ScanHelper::shared()
{
    static ScanHelper helper;
    return helper;
}

ScanHelper::ScanHelper() : thread_([this] { loop(); }) {}

ScanHelper::~ScanHelper()
{
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    changed_.notify_all();
    thread_.join();
}

void ScanHelper::loop()
{
    std::unique_lock lock(mutex_);
    for (;;) {
        changed_.wait(lock, [this] { return stopping_ || work_ != nullptr; });
        if (stopping_) return;
        const auto* work = work_;
        work_ = nullptr;
        running_ = true;
        lock.unlock();
        std::exception_ptr failure;
        try {
            (*work)();
        } catch (...) {
            failure = std::current_exception();
        }
        lock.lock();
        failure_ = failure;
        running_ = false;
        changed_.notify_all();
    }
}

void ScanHelper::run(const std::function<void()>& work)
{
    const std::unique_lock alone(in_use_, std::try_to_lock);
    if (!alone) {
        work();
        return;
    }
    {
        const std::lock_guard lock(mutex_);
        work_ = &work;
        failure_ = nullptr;
    }
    changed_.notify_all();
    std::exception_ptr failure;
    try {
        work();
    } catch (...) {
        failure = std::current_exception();
    }
    std::unique_lock lock(mutex_);
    work_ = nullptr;  // not begun yet: nothing is left to do
    changed_.wait(lock, [this] { return !running_; });
    if (!failure) failure = failure_;
    if (failure) std::rethrow_exception(failure);
}

}  // namespace jishi::statistics
