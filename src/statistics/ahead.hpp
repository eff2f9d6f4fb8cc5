#pragma once
// Asks the memory for planes that will be read soon, a few lines at a time, while others are counted: they are read in
// pieces of a kilobyte that stand far apart, which no processor guesses, and a processor waits for a dozen lines at
// once only, so that the asking has to be even.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "statistics/block_filter.hpp"
#include "statistics/snapshot.hpp"

namespace jishi::statistics {

class Ahead {
public:
    /// @param taken  the plane of taken rows is read, too
    Ahead(const Snapshot& snapshot, bool taken) : snapshot_(snapshot), taken_(taken) {}

    void read(const PlaneOfColumn& plane)
    {
        if (std::ranges::find(planes_, plane) == planes_.end()) planes_.push_back(plane);
    }
    /// These blocks are going to be read one after the other, the first one now. Places of blocks are counted over all
    /// chunks.
    void begin(std::size_t first, std::size_t end)
    {
        end_ = end;
        now_ = first;
        next_ = first + 1;
        prepare();
    }
    /// The next block is read now.
    void go_on()
    {
        ++now_;
        if (next_ > now_) return;
        next_ = now_ + 1;
        prepare();
    }
    /// @param lines  at most so many
    void fetch(std::size_t lines)
    {
        while (lines > 0 && lines_ > 0 && next_ <= now_ + blocks_ahead) {
            const auto some = std::min(lines, lines_ - line_);
            const auto* word = pieces_[piece_] + line_ * words_of_line;
            for (std::size_t i = 0; i < some; ++i) __builtin_prefetch(word + i * words_of_line, 0, 2);
            lines -= some;
            line_ += some;
            if (line_ < lines_) return;
            line_ = 0;
            if (++piece_ < pieces_.size()) continue;
            ++next_;
            prepare();
        }
    }

private:
    static constexpr std::size_t words_of_line = 8;
    static constexpr std::size_t blocks_of_chunk = chunk_words / block_words;
    static constexpr std::size_t blocks_ahead = 6;  // what is asked for has to stay in the nearer caches

    void prepare()
    {
        piece_ = line_ = lines_ = 0;
        if (next_ >= end_) return;
        const auto chunk = snapshot_.chunk(next_ / blocks_of_chunk);
        const auto word = next_ % blocks_of_chunk * block_words;
        pieces_.clear();
        if (taken_) pieces_.push_back(chunk.taken() + word);
        for (const auto& plane : planes_) pieces_.push_back(chunk.plane(plane) + word);
        lines_ = std::min<std::size_t>(block_words, chunk.words() - word) / words_of_line;
    }

    const Snapshot& snapshot_;
    bool taken_;
    std::vector<PlaneOfColumn> planes_;
    std::vector<const std::uint64_t*> pieces_;  // of the block that is asked for
    std::size_t now_ = 0;
    std::size_t next_ = 0;
    std::size_t end_ = 0;
    std::size_t lines_ = 0;  // of each piece; none: there is no block to ask for
    std::size_t piece_ = 0;
    std::size_t line_ = 0;
};

}  // namespace jishi::statistics
