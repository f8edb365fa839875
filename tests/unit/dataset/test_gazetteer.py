"""Countries by name and code."""

import pytest

from explorer.common.errors import ChuhaiError
from explorer.dataset.gazetteer import Gazetteer, load_gazetteer, read_gazetteer

HEAD = "code,alpha3,numeric,name,name_zh,lon,lat,aliases,aliases_zh,west,south,east,north\n"
SAMPLE = HEAD + (
    "CN,CHN,156,China,中国,104,35,PRC; Mainland China ,中华人民共和国,73.5,18.2,134.8,53.6\n"
    "CI,CIV,384,Côte d'Ivoire,科特迪瓦,-5.6,7.5,Ivory Coast;China,象牙海岸,-8.6,4.3,-2.5,10.7\n"
    "FJ,FJI,242,Fiji,斐济,178,-17.8,,,177,-18.3,-179.8,-16.2\n"
    "EU,,,European Union,欧盟,10,50,,,-24,34,34,70\n"
    "NO,NOR,578,Norway,挪威,9,61,,,4.6,58,31,71\n"
)


@pytest.fixture
def sample() -> Gazetteer:
    return read_gazetteer(SAMPLE.encode())


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("china", "CN"),
        (" CHINA ", "CN"),
        ("ＣＨＩＮＡ", "CN"),
        ("中国", "CN"),
        ("中华人民共和国", "CN"),
        ("mainland  china", "CN"),
        ("CN", "CN"),
        ("chn", "CN"),
        ("cote d'ivoire", "CI"),
        ("象牙海岸", "CI"),
        ("EU", "EU"),
        ("NO", "NO"),
        ("no", ""),
        ("Atlantis", ""),
        ("", ""),
    ],
)
def test_that_a_country_is_found_by_any_of_its_names(
    sample: Gazetteer, text: str, code: str
) -> None:
    assert sample.find_country(text) == code


def test_that_fields_are_read(sample: Gazetteer) -> None:
    fiji = sample.countries["FJ"]
    assert (fiji.lon, fiji.lat) == (178, -17.8)
    assert (fiji.west, fiji.south, fiji.east, fiji.north) == (177, -18.3, -179.8, -16.2)
    assert fiji.aliases == ()
    assert sample.countries["CN"].aliases == ("PRC", "Mainland China", "中华人民共和国")
    assert sample.country_name("FJ", "zh") == "斐济"
    assert sample.country_name("XX") == "XX"


@pytest.mark.parametrize("line", ["XX,XXX,,Nowhere,无,east,0,,,0,0,0,0\n", "XX,XXX\n"])
def test_that_a_damaged_gazetteer_is_told(line: str) -> None:
    with pytest.raises(ChuhaiError, match="gazetteer"):
        read_gazetteer((HEAD + line).encode())


def test_that_the_bundled_gazetteer_finds_each_of_its_names() -> None:
    gazetteer = load_gazetteer()
    assert len(gazetteer.countries) > 190
    for country in gazetteer.countries.values():
        for name in (country.code, country.name, country.name_zh):
            assert gazetteer.find_country(name) == country.code
        assert -180 <= country.lon <= 180
        assert -90 <= country.south <= country.lat <= country.north <= 90


def test_that_the_bundled_gazetteer_is_read_once() -> None:
    assert load_gazetteer() is load_gazetteer()
