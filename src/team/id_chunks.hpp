#pragma once
// Lists of ids for statements: in pieces of one size, so that a handful of prepared statements serves any number of
// ids.

#include <array>
#include <span>
#include <string>
#include <vector>

#include "db/db.hpp"

namespace jishi::team::store {

class IdChunk {
public:
    static constexpr std::size_t small = 16;
    static constexpr std::size_t size = 500;

    /// "(:i0, :i1, …)"; what is missing to the size of the statement repeats the last id.
    const std::string& list() const { return list_for(width_); }
    std::vector<db::Param> params() const
    {
        std::vector<db::Param> params;
        params.reserve(width_ + 8);
        for (std::size_t i = 0; i < width_; ++i) params.emplace_back(names()[i], ids_[std::min(i, ids_.size() - 1)]);
        return params;
    }

    explicit IdChunk(std::vector<std::int64_t> ids) : ids_(std::move(ids)), width_(ids_.size() <= small ? small : size)
    {
    }

private:
    static const std::array<std::string, size>& names()
    {
        static const auto all = [] {
            std::array<std::string, size> made;
            for (std::size_t i = 0; i < size; ++i) made[i] = "i" + std::to_string(i);
            return made;
        }();
        return all;
    }
    static const std::string& list_for(std::size_t width)
    {
        static const auto make = [](std::size_t count) {
            std::string list;
            for (std::size_t i = 0; i < count; ++i) list += (list.empty() ? "(:" : ", :") + names()[i];
            return list + ")";
        };
        static const std::string few = make(small);
        static const std::string many = make(size);
        return width == small ? few : many;
    }

    std::vector<std::int64_t> ids_;
    std::size_t width_;
};

template <class Tag, class Each>
void for_each_chunk(std::span<const Id<Tag>> ids, Each&& each)
{
    for (std::size_t at = 0; at < ids.size(); at += IdChunk::size) {
        std::vector<std::int64_t> part;
        for (const auto id : ids.subspan(at, std::min(IdChunk::size, ids.size() - at))) part.push_back(id.value);
        IdChunk chunk(std::move(part));
        each(chunk);
    }
}

/// "(:t0, :t1)" with the texts bound; of nothing "(NULL)", in which nothing is. At most eight texts.
inline std::string text_list(const std::vector<std::string>& texts, std::vector<db::Param>& params)
{
    static constexpr std::array<std::string_view, 8> names{"t0", "t1", "t2", "t3", "t4", "t5", "t6", "t7"};
    std::string list;
    for (std::size_t i = 0; i < texts.size(); ++i) {
        if (i == names.size()) throw std::length_error("team: too many texts for a list");
        list += (list.empty() ? "(:" : ", :") + std::string(names[i]);
        params.emplace_back(names[i], texts[i]);
    }
    return list.empty() ? "(NULL)" : list + ")";
}

}  // namespace jishi::team::store
