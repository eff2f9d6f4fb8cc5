#include "statistics/snapshot_file.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <atomic>
#include <cstring>
#include <future>
#include <stdexcept>
#include <vector>

#include "base/parallel.hpp"

namespace jishi::statistics {
namespace {

constexpr std::uint64_t magic = 0x31'4E'53'49'48'53'49'4AULL;  // "JISHISN1"
constexpr std::uint64_t version = 6;
constexpr std::uint64_t header_max = 1 << 20;

class File {
public:
    File(const std::filesystem::path& path, int flags) : handle_(::open(path.c_str(), flags | O_CLOEXEC, 0600)) {}
    ~File()
    {
        if (handle_ >= 0) ::close(handle_);
    }
    File(const File&) = delete;
    File& operator=(const File&) = delete;
    bool is_open() const { return handle_ >= 0; }

    void write(const void* bytes, std::size_t size)
    {
        const auto* at = static_cast<const char*>(bytes);
        while (size > 0) {
            const auto done = ::write(handle_, at, size);
            if (done <= 0) throw std::runtime_error("statistics: the snapshot cannot be written");
            at += done;
            size -= static_cast<std::size_t>(done);
        }
    }
    void write_checked(const void* bytes, std::size_t size)
    {
        write(bytes, size);
        const auto sum = checksum_of(bytes, size);
        write(&sum, sizeof sum);
    }
    bool read(void* bytes, std::size_t size)
    {
        auto* at = static_cast<char*>(bytes);
        while (size > 0) {
            const auto done = ::read(handle_, at, size);
            if (done <= 0) return false;
            at += done;
            size -= static_cast<std::size_t>(done);
        }
        return true;
    }
    bool read_checked(void* bytes, std::size_t size)
    {
        std::uint64_t sum = 0;
        return read(bytes, size) && read(&sum, sizeof sum) && sum == checksum_of(bytes, size);
    }
    std::uint64_t size() const { return static_cast<std::uint64_t>(::lseek(handle_, 0, SEEK_END)); }
    void rewind() { ::lseek(handle_, 0, SEEK_SET); }
    /// From some place of the file, by several threads at once.
    bool read_checked_at(std::uint64_t offset, void* bytes, std::size_t size) const
    {
        std::uint64_t sum = 0;
        return read_at(offset, bytes, size) && read_at(offset + size, &sum, sizeof sum) &&
               sum == checksum_of(bytes, size);
    }
    std::uint64_t place() const { return static_cast<std::uint64_t>(::lseek(handle_, 0, SEEK_CUR)); }
    /// The system reads ahead in longer stretches.
    void will_be_read_in_order() const { ::posix_fadvise(handle_, 0, 0, POSIX_FADV_SEQUENTIAL); }
    void sync()
    {
        if (::fsync(handle_) != 0) throw std::runtime_error("statistics: the snapshot cannot be written");
    }

private:
    bool read_at(std::uint64_t offset, void* bytes, std::size_t size) const
    {
        auto* at = static_cast<char*>(bytes);
        while (size > 0) {
            const auto done = ::pread(handle_, at, size, static_cast<off_t>(offset));
            if (done <= 0) return false;
            at += done;
            offset += static_cast<std::uint64_t>(done);
            size -= static_cast<std::size_t>(done);
        }
        return true;
    }

    int handle_;
};

/// Numbers and texts one after the other.
class Writer {
public:
    Writer& number(std::uint64_t value)
    {
        bytes_.append(reinterpret_cast<const char*>(&value), sizeof value);
        return *this;
    }
    Writer& text(const std::string& value)
    {
        number(value.size());
        bytes_ += value;
        return *this;
    }
    const std::string& bytes() const { return bytes_; }

private:
    std::string bytes_;
};

class Reader {
public:
    explicit Reader(std::string bytes) : bytes_(std::move(bytes)) {}
    std::uint64_t number()
    {
        std::uint64_t value = 0;
        if (at_ + sizeof value > bytes_.size()) failed_ = true;
        else std::memcpy(&value, bytes_.data() + at_, sizeof value);
        at_ += sizeof value;
        return failed_ ? 0 : value;
    }
    std::string text()
    {
        const auto size = number();
        if (failed_ || size > bytes_.size() - at_) {
            failed_ = true;
            return {};
        }
        at_ += size;
        return bytes_.substr(at_ - size, size);
    }
    bool failed() const { return failed_; }

private:
    std::string bytes_;
    std::size_t at_ = 0;
    bool failed_ = false;
};

std::string header_of(const Snapshot& snapshot, const SnapshotStamp& stamp)
{
    Writer header;
    header.number(snapshot.tree().size()).number(snapshot.chunk_count()).number(snapshot.schema().with_ids ? 1 : 0);
    header.number(snapshot.ids().listed().size()).number(snapshot.ids().pages().size());
    header.text(stamp.day.str()).number(static_cast<std::uint64_t>(stamp.seq)).text(stamp.words);
    header.number(snapshot.rows()).number(snapshot.schema().size());
    for (const auto& column : snapshot.schema().columns)
        header.text(column.name)
            .number(static_cast<std::uint64_t>(column.storage))
            .number(column.cells)
            .number(column.cubed ? 1 : 0)
            .number(column.plane_each ? 1 : 0);
    // What was counted is kept, so that nobody counts again.
    for (const auto& totals : snapshot.totals()) {
        header.number(totals.size());
        for (const auto total : totals) header.number(total);
    }
    return header.bytes();
}

std::unexpected<Error> damaged() { return refuse(ErrorKind::conflict, "statistics.file_damaged"); }

}  // namespace

std::uint64_t checksum_of(const void* bytes, std::size_t size)
{
    constexpr std::uint64_t prime = 0x9E37'79B1'85EB'CA87ULL;
    // Four sums that do not wait for each other.
    std::uint64_t sums[4] = {size, prime, size * prime, ~size};
    const auto* at = static_cast<const unsigned char*>(bytes);
    std::uint64_t words[4];
    for (; size >= sizeof words; size -= sizeof words, at += sizeof words) {
        std::memcpy(words, at, sizeof words);
        for (int i = 0; i < 4; ++i) {
            sums[i] = (sums[i] ^ words[i]) * prime;
            sums[i] ^= sums[i] >> 29;
        }
    }
    std::uint64_t sum = 0;
    for (; size > 0; --size, ++at) sum = (sum ^ *at) * prime;
    for (const auto one : sums) sum = ((sum ^ one) * prime) ^ (sum >> 31);
    return sum;
}

void save_snapshot(const std::filesystem::path& file, const Snapshot& snapshot, const SnapshotStamp& stamp)
{
    auto beside = file;
    beside += ".new";
    {
        File out(beside, O_WRONLY | O_CREAT | O_TRUNC);
        if (!out.is_open()) throw std::runtime_error("statistics: the snapshot cannot be written");
        const auto header = header_of(snapshot, stamp);
        const std::uint64_t begin[] = {magic, version, header.size()};
        out.write(begin, sizeof begin);
        out.write_checked(header.data(), header.size());
        const auto& tree = snapshot.tree();
        out.write_checked(tree.ids().data(), tree.ids().size_bytes());
        out.write_checked(tree.parents().data(), tree.parents().size_bytes());
        out.write_checked(snapshot.starts().data(), snapshot.starts().size_bytes());
        out.write_checked(snapshot.ids().listed().data(), snapshot.ids().listed().size_bytes());
        out.write_checked(snapshot.ids().pages().data(), snapshot.ids().pages().size_bytes());
        for (std::size_t at = 0; at < snapshot.chunk_count(); ++at)
            out.write_checked(snapshot.chunk_memory(at).data(), snapshot.chunk_memory(at).size());
        out.sync();
    }
    std::filesystem::rename(beside, file);
}

Result<StoredSnapshot> load_snapshot(const std::filesystem::path& file)
{
    File in(file, O_RDONLY);
    if (!in.is_open()) return refuse(ErrorKind::not_found, "statistics.file_missing");
    const auto size = in.size();
    in.rewind();
    in.will_be_read_in_order();
    std::uint64_t begin[3] = {};
    if (!in.read(begin, sizeof begin)) return damaged();
    if (begin[0] != magic || begin[1] != version)
        return refuse(ErrorKind::conflict, "statistics.file_of_another_version");
    if (begin[2] > header_max) return damaged();
    std::string text(begin[2], '\0');
    if (!in.read_checked(text.data(), text.size())) return damaged();
    Reader header(std::move(text));
    const auto nodes = header.number();
    const auto chunks = header.number();
    Schema schema{{}, header.number() == 1};
    const auto listed_size = header.number();
    const auto page_count = header.number();
    SnapshotStamp stamp;
    stamp.day = Date::parse(header.text()).value_or(Date{});
    stamp.seq = static_cast<std::int64_t>(header.number());
    stamp.words = header.text();
    const auto rows = header.number();
    for (auto columns = header.number(); columns-- > 0 && !header.failed();) {
        auto& column = schema.columns.emplace_back();
        column.name = header.text();
        column.storage = static_cast<Storage>(header.number());
        column.cells = static_cast<std::uint32_t>(header.number());
        column.cubed = header.number() == 1;
        column.plane_each = header.number() == 1;
    }
    std::vector<std::vector<std::uint64_t>> totals;
    for (const auto& column : schema.columns) {
        const auto cells = header.number();
        if (header.failed() || cells != (column.storage == Storage::wide ? 0 : column.cells)) return damaged();
        auto& of_column = totals.emplace_back();
        for (std::uint64_t i = 0; i < cells && !header.failed(); ++i) of_column.push_back(header.number());
    }
    // A size that the file does not have would ask for memory that nobody needs.
    if (header.failed() || nodes > size || listed_size > size || page_count > size ||
        (chunks > 0 && (chunks - 1) * ChunkLayout(schema).bytes() > size))
        return damaged();
    std::vector<std::int64_t> ids(nodes);
    std::vector<Node> parents(nodes);
    std::vector<std::uint32_t> starts(nodes + 1);
    std::vector<std::int64_t> listed(listed_size);
    std::vector<std::uint64_t> pages(page_count);
    if (!in.read_checked(ids.data(), ids.size() * sizeof ids[0]) ||
        !in.read_checked(parents.data(), parents.size() * sizeof parents[0]) ||
        !in.read_checked(starts.data(), starts.size() * sizeof starts[0]) ||
        !in.read_checked(listed.data(), listed.size() * sizeof listed[0]) ||
        !in.read_checked(pages.data(), pages.size() * sizeof pages[0]))
        return damaged();
    auto book = IdBook::from(std::move(listed), std::move(pages));
    if (!book) return damaged();
    const std::uint64_t places = starts.back();
    if (places == 0 || places % group_rows != 0 || (places + chunk_rows - 1) / chunk_rows != chunks) return damaged();
    // Numbers of five million organisations are found again by their ids: that is made ready while rows are read.
    auto tree = std::async(std::launch::async, [&ids, &parents] {
        return std::make_shared<const Tree>(std::move(ids), std::move(parents));
    });
    Snapshot snapshot(std::move(schema), Tree{});
    snapshot.adopt(std::move(starts), *std::move(book));
    // One thread waits for the disk while another checks what has come.
    const auto first = in.place();
    const auto stretch = snapshot.chunk_memory(0).size() + sizeof(std::uint64_t);  // of all but the last
    std::atomic<bool> is_whole =
        first + (chunks - 1) * stretch + snapshot.chunk_memory(chunks - 1).size() + sizeof(std::uint64_t) == size;
    on_all_cores(
        chunks,
        [&](std::size_t from, std::size_t to) {
            for (auto at = from; is_whole && at < to; ++at) {
                const auto memory = snapshot.chunk_memory(at);
                if (!in.read_checked_at(first + at * stretch, memory.data(), memory.size())) is_whole = false;
            }
        },
        1);
    snapshot.set_tree(tree.get());
    if (!is_whole) return damaged();
    snapshot.finish_adopting(rows, std::move(totals));
    return StoredSnapshot{std::move(snapshot), std::move(stamp)};
}

}  // namespace jishi::statistics
