#pragma once
// The record of a member in words: its items, code tables and changes, as the policy packs have them on a day. Forms,
// pages and exports are made from it; nothing of it stands in the program.

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/date.hpp"
#include "policy/reading.hpp"

namespace jishi::team {

struct RecordName {
    std::string code;
    std::string name;
    std::string name_en;
};

struct RecordCode : RecordName {
    bool group = false;  // a heading of the table, not to be chosen
};

struct RecordStatus : RecordName {
    bool on_roll = false;
    bool counted = false;
    bool votes = false;
};

struct RecordCategory : RecordName {
    bool probationary = false;
    bool votes = false;
};

struct RecordGround : RecordName {
    std::optional<int> lost_months_min;
    std::string rule;
};

struct RecordStandingChange : RecordName {
    bool enters = false;
    std::vector<std::string> from;
    std::string to;
    std::vector<std::string> categories;  // empty: all
    std::optional<std::string> category;  // that it makes
    bool joins_anew = false;
    std::string flow;
    bool needs_document = false;
    bool needs_reason = false;
    std::vector<RecordGround> grounds;
    std::string rule;
};

struct RecordChangeKind : RecordName {
    bool needs_document = false;
    bool needs_reason = false;
};

/// One item of the record: how it is asked for, and why it is kept.
struct RecordField : RecordName {
    std::string kind;       // text, code, date, flag, number, sealed, organization
    std::string attribute;  // items of one attribute are decided together; empty for sealed ones
    std::string group;
    std::optional<std::string> table;  // name in `tables`
    bool amendable = false;            // a change of particulars may change it
    bool brief = false;
    std::string purpose;
    std::string rule;
};

/// [SEC-06] Why items are kept, on what ground, how long.
struct RecordPurpose : RecordName {
    std::string ground;
    std::string ground_en;
    std::string keep;
    std::string keep_en;
    std::string rule;
};

/// A role that may do one thing with records.
struct RecordReader : RecordName {
    std::vector<std::string> permissions;  // those about members
};

struct RecordVocabulary {
    std::vector<RecordStatus> statuses;
    std::vector<RecordCategory> categories;
    std::vector<RecordStandingChange> standing_changes;
    std::vector<RecordChangeKind> change_kinds;
    std::vector<RecordName> participations;
    std::map<std::string, std::vector<RecordCode>> tables;  // by the name of the item that they are of
    std::vector<RecordName> groups;
    std::vector<RecordField> fields;
    std::vector<RecordPurpose> purposes;
    std::vector<RecordReader> readers;
    std::vector<RecordName> access_actions;  // of the audit trail, besides the kinds of changes
    std::vector<RecordName> copy_words;
    int joining_age_years_min = 0;
    int probation_months_min = 0;
    Date probation_checked_from;
    int correction_reply_days = 0;
};

/// Throws policy::WrongValue when the packs name an item that the program does not have.
RecordVocabulary read_record_vocabulary(const policy::Reader& reader);

}  // namespace jishi::team
