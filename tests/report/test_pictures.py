"""Pictures in the texts of the special report: kept as they are printed, told in words, and signed."""

import io
import json
import zipfile
from base64 import b64encode

import docx
import pikepdf
import pytest
from flask import Flask
from PIL import Image
from pypdf import PdfReader

from tests.report.accessible import pdf_ua_faults, tags_of
from tests.web.images import picture
from tests.world import Clock, World, make_world
from voting.audit.chain import digest
from voting.database import writing
from voting.extensions import db
from voting.rehearsal.browser import answer_of
from voting.report.document import Picture, TextDocument
from voting.report.docx_file import document_docx
from voting.report.models import ReportPicture
from voting.report.pdf import document_pdf
from voting.report.pictures import HEIGHT, KEPT, WIDTH, for_print, keep_report_picture

TEXT = "Voor.\n\n![De raad in {year}](picture:1)\n\nNa."


def noise(size: tuple[int, int], form: str = "JPEG", **how: object) -> bytes:
    """A picture that cannot be made small."""
    file = io.BytesIO()
    grey = [Image.effect_noise(size, 90) for _channel in "RGB"]
    Image.merge("RGB", grey).save(file, form, **how)
    return file.getvalue()


def opened(content: bytes | None) -> Image.Image:
    return Image.open(io.BytesIO(content or b""))


def test_a_photograph_is_kept_for_a_page_of_paper_without_what_a_camera_adds() -> None:
    exif = Image.Exif()
    exif[0x0112], exif[0x010F] = 6, "Camera"
    kept = opened(for_print(noise((4000, 3000), exif=exif)))
    assert (kept.format, kept.width) == ("JPEG", WIDTH)
    assert abs(kept.height - 2205) <= 1, "and upright, as the camera was held"
    assert not kept.getexif()


def test_a_drawing_stays_sharp_and_small() -> None:
    kept = for_print(picture((1200, 300), "WEBP").getvalue())
    assert (opened(kept).format, opened(kept).size) == ("PNG", (1200, 300))


def test_no_picture_is_too_large_to_keep() -> None:
    kept = for_print(noise((WIDTH, HEIGHT), quality=75))
    assert len(kept or b"") <= KEPT


@pytest.mark.parametrize("content", [b"", b"GIF89a", b"%PDF-1.7", picture().getvalue()[:200]])
def test_what_is_no_picture_is_none(content: bytes) -> None:
    assert for_print(content) is None


@pytest.mark.parametrize(
    ("size", "printed"),
    [((1654, 827), (16.6, 8.3)), ((600, 300), (12.7, 6.35)), ((1654, 2339), (14.14, 20.0))],
)
def test_its_size_on_paper(size: tuple[int, int], printed: tuple[float, float]) -> None:
    assert Picture(1, "", *size).centimetres == pytest.approx(printed, abs=0.01)


@pytest.mark.parametrize("content", [noise((300, 200)), picture((300, 200)).getvalue()], ids=["jpeg", "png"])
def test_a_picture_in_each_kind_of_document(content: bytes) -> None:
    shown = Picture(1, 'De raad <van> "2025" & #x', 300, 200, content)
    document = TextDocument("nl", "Verslag", "", (shown,))
    pdf = document_pdf(document)
    assert pdf_ua_faults(pdf, "nl", "Verslag") == []
    assert tags_of(pdf).count("Figure") == 1
    with pikepdf.open(io.BytesIO(pdf)) as read:
        told = [str(tag.Alt) for tag in read.objects if isinstance(tag, pikepdf.Dictionary) and "/Alt" in tag]
        raw = [
            (one.Width, one.Height, one.read_raw_bytes() == content)
            for one in read.objects
            if isinstance(one, pikepdf.Stream) and one.get("/Subtype") == "/Image"
        ]
    assert told == [shown.description]
    assert raw == [(300, 200, content.startswith(b"\xff\xd8"))], "a JPEG is put in as it is"
    drawing = docx.Document(io.BytesIO(document_docx(document))).inline_shapes[0]
    assert drawing._inline.docPr.get("descr") == shown.description
    assert drawing.width.cm == pytest.approx(shown.centimetres[0], abs=0.01)
    assert drawing.height.cm == pytest.approx(shown.centimetres[1], abs=0.01)


def pictures_of(pdf: bytes) -> int:
    return sum(len(page.images) for page in PdfReader(io.BytesIO(pdf)).pages)


@pytest.fixture
def written(app: Flask, clock: Clock) -> World:
    """A report with a picture in its introduction."""
    world = make_world(app, clock, members=3)
    assert add(world) == "ok"
    assert write(world, introduction=TEXT) == "ok"
    return world


def add(world: World, content: bytes = b"", name: str = "raad.png", who: str = "secretary") -> str:
    browser = world.person(who)
    sent = {"picture": (io.BytesIO(content or picture((900, 600)).getvalue()), name)}
    return answer_of(browser.send("/office/report/2024/pictures", sent))


def write(world: World, **texts: str) -> str:
    browser = world.person("secretary")
    browser.look("/office/report/2024/texts?in=nl")
    return answer_of(
        browser.send("/office/report/2024/texts", {"language": "nl", "was": browser.field("was", "")} | texts)
    )


def test_a_picture_is_listed_and_shown(written: World) -> None:
    secretary = written.person("secretary")
    for page in ("pictures", "texts?in=nl"):
        listed = secretary.look(f"/office/report/2024/{page}").text
        assert "raad.png" in listed
        assert "Op papier: 16,6 × 11,1 cm" in listed
        assert "![…](picture:1)" in listed
    whole = secretary.look("/office/report/picture-1")
    assert (whole.mimetype, opened(whole.data).size) == ("image/png", (900, 600))
    assert "immutable" in whole.headers["Cache-Control"]
    assert opened(secretary.look("/office/report/picture-1?small=1").data).size == (480, 320)
    assert answer_of(secretary.look("/office/report/picture-2")) == "not_found"
    assert answer_of(written.person("auditor").look("/office/report/picture-1")) == "ok"
    assert answer_of(written.person("chair").look("/office/report/picture-1")) == "forbidden"


def test_who_adds_a_picture_and_which(written: World) -> None:
    assert add(written, who="auditor") == "forbidden"
    assert add(written, b"GIF89a") == "invalid_form"
    assert answer_of(written.person("secretary").send("/office/report/2024/pictures", {})) == "invalid_form"
    assert add(written, name="nog eens.png") == "ok"
    with written.app.app_context():
        assert [one.name for one in db.session.query(ReportPicture)] == ["raad.png"], "it is there already"
        db.session.rollback()


def test_a_picture_that_is_not_there_or_not_told_in_words_is_refused(written: World) -> None:
    secretary = written.person("secretary")
    secretary.look("/office/report/2024/texts?in=nl")
    typed = {
        "language": "nl",
        "was": secretary.field("was", ""),
        "principle_1": "![a](picture:9)",
        "principle_2": "Zie ![](picture:1).",
    }
    refused = secretary.send("/office/report/2024/texts", typed)
    assert answer_of(refused) == "invalid_form"
    assert "Er is geen afbeelding 9." in refused.text
    assert "Zeg tussen de vierkante haken wat afbeelding 1 toont" in refused.text
    assert write(written, principle_2="Zie ![het schema](picture:1).") == "ok"
    assert "<p>Zie het schema.</p>" in secretary.look("/office/report/2024").text


def test_how_a_picture_will_look(written: World) -> None:
    secretary = written.person("secretary")
    secretary.look("/office/report/2024/texts?in=nl")
    asked = {"language": "nl", "section": "introduction", "introduction": TEXT}
    shown = secretary.send("/office/report/2024/texts/preview", asked).text
    assert 'src="/office/report/picture-1" width="900" height="600" alt="De raad in 2024"' in shown


def test_a_picture_in_each_form_of_the_report(written: World) -> None:
    auditor = written.person("auditor")
    assert 'src="/office/report/picture-1"' in auditor.look("/office/report/2024").text
    kept = auditor.look("/office/report/picture-1").data
    as_html = auditor.look("/office/report/2024/file.html?in=nl").text
    assert f'src="data:image/png;base64,{b64encode(kept).decode()}"' in as_html, "the file stands alone"
    assert "picture-1" not in as_html
    pdf = auditor.look("/office/report/2024/file.pdf?in=nl").data
    assert pdf_ua_faults(pdf, "nl", "Bijzonder verslag 2024") == []
    assert pictures_of(pdf) == 1
    with zipfile.ZipFile(io.BytesIO(auditor.look("/office/report/2024/file.docx?in=nl").data)) as read:
        assert kept in [read.read(name) for name in read.namelist() if name.startswith("word/media/")]
    as_json = json.loads(auditor.look("/office/report/2024/file.json").data)
    assert as_json["pictures"]["1"].keys() == {"sha256", "width", "height"}


def test_what_is_signed_is_the_picture_too(written: World) -> None:
    secretary = written.person("secretary")
    before = json.loads(secretary.look("/office/report/2024/file.json").data)
    secretary.look("/office/report/2024")
    approval = {"approved_on": "2025-01-20", "signatories": "Ann Claes, voorzitter", "in": "nl"}
    signed = secretary.send("/office/report/2024/sign", approval | {"hash": secretary.field("hash", "")})
    assert answer_of(signed) == "ok"
    first = secretary.look("/office/report/2024/file.pdf?in=nl&signed=1").data
    assert pictures_of(first) == 1
    assert write(written, introduction="Zonder.") == "ok"
    as_html = secretary.look("/office/report/2024/file.html?in=nl&signed=1").text
    assert "data:image/png;base64," in as_html, "the picture stays with what was signed"
    then = json.loads(secretary.look("/office/report/2024/file.json?signed=1").data)
    content = {name: then[name] for name in before if name not in ("title", "signed", "changed", "sources")}
    assert digest(content) == then["signed"]["hash"]
    content["pictures"]["1"]["sha256"] = "0" * 64
    assert digest(content) != then["signed"]["hash"]


def test_two_pictures_at_once_are_two(written: World) -> None:
    with written.app.app_context(), writing(db.session()) as session:
        numbers = [
            keep_report_picture(
                session, "x", picture((size, 9)).getvalue(), now=written.clock.moment, account_id=1
            )
            for size in (20, 21, 20)
        ]
    assert numbers == [2, 3, 2]
