#include "platform/csv.hpp"

#include <algorithm>

namespace jishi::platform {

bool CsvRows::next(std::vector<std::string_view>& cells)
{
    cells.clear();
    unquoted_used_ = 0;
    if (at_ >= text_.size() || broken_) return false;
    line_ = next_line_;
    for (;;) {
        cells.push_back(at_ < text_.size() && text_[at_] == '"' ? quoted_cell() : plain_cell());
        if (broken_) return false;
        if (at_ < text_.size() && text_[at_] == delimiter_) {
            ++at_;
            continue;
        }
        if (at_ < text_.size() && text_[at_] == '\r') ++at_;
        if (at_ < text_.size() && text_[at_] == '\n') ++at_;
        ++next_line_;
        return true;
    }
}

std::string_view CsvRows::plain_cell()
{
    const auto begin = at_;
    while (at_ < text_.size() && text_[at_] != delimiter_ && text_[at_] != '\n' && text_[at_] != '\r') ++at_;
    return text_.substr(begin, at_ - begin);
}

std::string_view CsvRows::quoted_cell()
{
    const auto begin = ++at_;
    auto quote = text_.find('"', at_);
    const auto follows_end = [&](std::size_t at) {
        return at >= text_.size() || text_[at] == delimiter_ || text_[at] == '\n' || text_[at] == '\r';
    };
    if (quote != std::string_view::npos && follows_end(quote + 1)) {  // nothing to take out: the usual case
        const auto cell = text_.substr(begin, quote - begin);
        next_line_ += static_cast<std::uint32_t>(std::ranges::count(cell, '\n'));
        at_ = quote + 1;
        return cell;
    }
    if (unquoted_used_ == unquoted_.size()) unquoted_.emplace_back();
    auto& cell = unquoted_[unquoted_used_++];
    cell.clear();
    for (;;) {
        quote = text_.find('"', at_);
        if (quote == std::string_view::npos) {
            broken_ = true;
            return {};
        }
        cell += text_.substr(at_, quote - at_);
        at_ = quote + 1;
        if (at_ < text_.size() && text_[at_] == '"') {
            cell += '"';
            ++at_;
            continue;
        }
        cell += plain_cell();  // "a"b: some programs write it so; what follows the quote belongs to the text
        next_line_ += static_cast<std::uint32_t>(std::ranges::count(cell, '\n'));
        return cell;
    }
}

}  // namespace jishi::platform
