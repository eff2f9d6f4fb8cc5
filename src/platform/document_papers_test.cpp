// Papers that go along in a PDF: photographs and scans as pages, all of them in a list.

#include <cstdlib>
#include <fstream>
#include <string>

#include <doctest/doctest.h>

#include "base/crypto.hpp"
#include "platform/document_fixture.hpp"
#include "platform/document_pdf.hpp"
#include "platform/document_scan.hpp"

using namespace jishi;
using namespace jishi::platform::document;

namespace {

/// 16 by 8 dots: the left half red, the right one blue.
std::string photo()
{
    auto bytes = *from_base64url(
        "_9j_4AAQSkZJRgABAQAAAQABAAD_2wBDABQODxIPDRQSEBIXFRQYHjIhHhwcHj0sLiQySUBMS0dARkVQWnNiUFVtVkVGZIhlbXd7"
        "gYKBTmCNl4x9lnN-gXz_2wBDARUXFx4aHjshITt8U0ZTfHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8"
        "fHx8fHx8fHz_wAARCAAIABADAREAAhEBAxEB_8QAFAABAAAAAAAAAAAAAAAAAAAABf_EABQQAQAAAAAAAAAAAAAAAAAAAAD_xAAW"
        "AQEBAQAAAAAAAAAAAAAAAAAGBQf_xAAUEQEAAAAAAAAAAAAAAAAAAAAA_9oADAMBAAIRAxEAPwApPMBjQAd__9k");
    return bytes;
}

/// The same with what a camera notes that was held otherwise.
std::string photo_turned(char orientation, bool little = false)
{
    const std::string big("MM\0\x2A\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0", 19);
    const std::string small("II\x2A\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0", 18);
    auto notes = std::string("Exif\0\0", 6) + (little ? small : big) + orientation + std::string(little ? 7 : 6, '\0');
    const auto size = notes.size() + 2;
    const auto head = std::string("\xFF\xE1") + static_cast<char>(size >> 8) + static_cast<char>(size & 0xFF);
    return photo().substr(0, 2) + head + notes + photo().substr(2);
}

std::string told_by(const std::string& tool, const std::string& pdf)
{
    const jishi::testing::TemporaryFolder folder;
    std::ofstream(folder.file("a.pdf"), std::ios::binary) << pdf;
    std::string out;
    auto* pipe = popen((tool + " " + folder.file("a.pdf") + (tool == "pdftotext" ? " -" : "")).c_str(), "r");
    REQUIRE(pipe);
    char buffer[4096];
    for (auto got = fread(buffer, 1, sizeof buffer, pipe); got > 0; got = fread(buffer, 1, sizeof buffer, pipe))
        out.append(buffer, got);
    REQUIRE(pclose(pipe) == 0);
    return out;
}

bool has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

Pdf drawn(const std::vector<PdfPaper>& papers)
{
    const Fonts fonts({});
    auto pdf = pdf_of({}, papers, fonts, Instant{1'775'000'000'000'000});
    REQUIRE(pdf);
    if (const auto* folder = std::getenv("JISHI_KEEP_DOCUMENTS"))
        std::ofstream(std::string(folder) + "/papers.pdf", std::ios::binary) << pdf->bytes;
    return *std::move(pdf);
}

}  // namespace

TEST_CASE("document papers: what stands in a picture tells its size and how the camera was held")
{
    const auto plain = scan_of(photo());
    REQUIRE(plain);
    CHECK(plain->width == 16);
    CHECK(plain->height == 8);
    CHECK(plain->orientation == 1);
    for (const bool little : {false, true})
        for (char held = 1; held <= 8; ++held) {
            const auto bytes = photo_turned(held, little);
            const auto scan = scan_of(bytes);
            REQUIRE(scan);
            CHECK(scan->orientation == held);
            CHECK(scan->lies() == (held > 4));
        }
    CHECK(scan_of(photo_turned(9))->orientation == 1);
    const auto png = qr_png("a");
    REQUIRE(scan_of(png));
    CHECK(scan_of(png)->width == scan_of(png)->height);
}

TEST_CASE("document papers: a file that only begins like a picture is none, however it is cut or bent")
{
    const auto bytes = photo_turned(6);
    for (std::size_t size = 0; size < bytes.size(); ++size) (void)scan_of(bytes.substr(0, size));
    for (std::size_t at = 0; at < bytes.size(); ++at) {
        auto bent = bytes;
        bent[at] = static_cast<char>(~bent[at]);
        (void)scan_of(bent);
    }
    for (const auto* text : {"", "%PDF-1.7", "\xFF\xD8\xFF", "\x89PNG\r\n\x1A\n", "GIF89a"}) CHECK_FALSE(scan_of(text));
    auto huge = qr_png("a");
    huge.replace(16, 8, std::string("\0\0\x75\0\0\0\x75\0", 8));  // 29,952 dots a side would be unpacked
    CHECK_FALSE(scan_of(huge));
}

TEST_CASE(
    "document papers: pictures are pages as they were handed in, the list says where, and names what cannot be one")
{
    const auto lying = photo();
    const auto upright = photo_turned(6);
    const auto code = qr_png("https://example.org");
    const std::string broken = qr_png("a").substr(0, 60);
    const auto pdf = drawn({{"附件01 会议记录.pdf", "%PDF-1.7"},
                            {"附件02 会场.jpg", lying},
                            {"附件03 签到.jpg", upright},
                            {"附件04 码.png", code},
                            {"附件05 坏.png", broken}});
    CHECK(pdf.pages == 4);
    CHECK(pdf.papers_left_out == 2);
    auto text = told_by("pdftotext", pdf.bytes);
    std::erase_if(text, [](char c) { return c == ' ' || c == '\n'; });
    for (const auto* row : {"附件01会议记录.pdf不能印在这里", "附件02会场.jpg见第2页", "附件03签到.jpg见第3页",
                            "附件04码.png见第4页", "附件05坏.png不能印在这里"})
        CHECK_MESSAGE(has(text, row), text);
    const auto pictures = told_by("pdfimages -list", pdf.bytes);
    CHECK(has(pictures, " jpeg "));
    const auto sizes = told_by("pdfinfo -f 1 -l 4", pdf.bytes);
    CHECK(has(sizes, "Page    2 size:  842 x 595"));
    CHECK(has(sizes, "Page    3 size:  595 x 842"));  // held upright
}

TEST_CASE("document papers: a long list goes on to the next page, and its numbers are right")
{
    const auto picture = photo();
    std::vector<PdfPaper> papers;
    for (int i = 1; i <= 60; ++i) papers.push_back({"附件" + std::to_string(i) + " 说明.docx", "PK"});
    papers.push_back({"最后.jpg", picture});
    const auto pdf = drawn(papers);
    CHECK(pdf.pages == 3);
    auto text = told_by("pdftotext", pdf.bytes);
    std::erase_if(text, [](char c) { return c == ' ' || c == '\n'; });
    CHECK(has(text, "最后.jpg见第3页"));
}
