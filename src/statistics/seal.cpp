#include "statistics/seal.hpp"

#include <map>

namespace jishi::statistics {
namespace {

std::map<std::string, std::string> lines_of(const std::string& figures)
{
    std::map<std::string, std::string> lines;
    for (std::size_t at = 0; at < figures.size();) {
        const auto end = figures.find('\n', at);
        const auto line = figures.substr(at, end == std::string::npos ? end : end - at);
        const auto equals = line.find('=');
        if (equals != std::string::npos) lines.emplace(line.substr(0, equals), line.substr(equals + 1));
        if (end == std::string::npos) break;
        at = end + 1;
    }
    return lines;
}

}  // namespace

std::string figures_text(const FormTable& table)
{
    std::string text = "day=" + table.day.str() + "\nmembers=" + std::to_string(table.members) + "\n";
    if (table.members_before) text += "members_before=" + std::to_string(*table.members_before) + "\n";
    for (const auto& section : table.sections) {
        for (const auto& row : section.rows) {
            text += section.code + "." + row.code + "=";
            for (std::size_t i = 0; i < row.counts.size(); ++i)
                text += (i == 0 ? "" : ",") + std::to_string(row.counts[i]);
            text += "\n";
            if (row.grows && row.before)
                text += section.code + "." + row.code + ".before=" + std::to_string(*row.before) + "\n";
        }
        if (section.missing) text += section.code + ".=" + std::to_string(*section.missing) + "\n";
    }
    return text;
}

std::string digest_text(Digest digest, std::string_view text)
{
    return std::string(to_string(digest)) + ":" + digest_hex(digest, text);
}

bool digest_fits(std::string_view digest, std::string_view text)
{
    const auto colon = digest.find(':');
    const auto kind = digest_from(digest.substr(0, colon));
    return kind && digest == digest_text(*kind, text);
}

std::string statement_of(const Seal& seal)
{
    return "jishi statistics seal 1\nid=" + seal.id.str() + "\norganization=" + seal.organization.str() +
           "\nform=" + seal.form + "\nyear=" + std::to_string(seal.year) + "\nknown_at=" + seal.known_at.str() +
           "\nposition=" + std::to_string(seal.event_seq) + " " + seal.event_digest +
           "\nform_digest=" + seal.form_digest + "\nfigures=" + seal.figures_digest + "\nremark=" + seal.remark +
           "\nsealed_at=" + seal.sealed_at.str() + "\nsealed_by=" + seal.sealed_by.str() + " " + seal.sealed_by_name +
           "\n";
}

void sign(Seal& seal, const SigningKey& key)
{
    seal.algorithm = to_string(key.algorithm());
    seal.public_key = key.public_pem();
    seal.signature = to_hex(key.sign(statement_of(seal)));
}

bool signature_fits(const Seal& seal)
{
    const auto signature = from_hex(seal.signature);
    return signature && verify_signature(seal.public_key, statement_of(seal), *signature);
}

std::vector<FigureChange> changes_between(const std::string& sealed, const std::string& now)
{
    const auto before = lines_of(sealed);
    const auto after = lines_of(now);
    std::vector<FigureChange> changes;
    for (const auto& [cell, figure] : before) {
        const auto found = after.find(cell);
        if (found == after.end()) changes.push_back({cell, figure, ""});
        else if (found->second != figure) changes.push_back({cell, figure, found->second});
    }
    for (const auto& [cell, figure] : after)
        if (!before.contains(cell)) changes.push_back({cell, "", figure});
    return changes;
}

}  // namespace jishi::statistics
