"""What a spreadsheet's locale decides: the decimal mark, the separators, the order of a date."""

from dataclasses import dataclass

_COMMA_WORDS = (
    "af az be bg bs ca cs da de el es et eu fi fo fr gl hr hu hy id is it ka kk ky lt lv mk nb nl nn no pl pt ro ru "
    "sk sl sq sr sv tr uk uz vi"
)
_COMMA_LANGUAGES = frozenset(_COMMA_WORDS.split())
_POINT_COUNTRIES = {
    "es_MX", "es_US", "es_GT", "es_HN", "es_NI", "es_PA", "es_PE", "es_PR", "es_SV", "es_DO", "de_CH", "it_CH", "de_LI",
}  # fmt: skip
_MONTH_FIRST = {"en_US", "en_PH", "en"}
_YEAR_FIRST = {"ja", "zh", "ko", "hu", "lt", "sv"}
_ENGINE_LANGUAGES = {"de", "fr", "es", "it"}


@dataclass(frozen=True)
class Locale:
    """The rules of one locale, as far as this server knows them."""

    name: str

    @property
    def language(self) -> str:
        return self.name.replace("-", "_").split("_")[0]

    @property
    def comma_decimal(self) -> bool:
        """Whether the comma is the decimal mark, so that formulas are separated by semicolons."""
        return self.language in _COMMA_LANGUAGES and self.name not in _POINT_COUNTRIES

    @property
    def decimal(self) -> str:
        return "," if self.comma_decimal else "."

    @property
    def group(self) -> str:
        """The mark between thousands."""
        if not self.comma_decimal:
            return "’" if self.name in {"de_CH", "it_CH", "de_LI"} else ","
        return "\u202f" if self.language == "fr" else "."

    @property
    def engine(self) -> str:
        """The locale in which the formula engine works; what it lacks is one of the same separators."""
        if self.comma_decimal:
            return self.language if self.language in _ENGINE_LANGUAGES else "de"
        return "en"

    @property
    def date_pattern(self) -> str:
        """The date as it is shown when a cell says no more than that it is a date."""
        if self.name in _MONTH_FIRST:
            return "m/d/yyyy"
        if self.language in _YEAR_FIRST:
            return "yyyy-mm-dd"
        return "dd.mm.yyyy" if self.language == "de" else "dd/mm/yyyy"

    @property
    def month_first(self) -> bool:
        return self.name in _MONTH_FIRST


def is_locale(text: str) -> bool:
    """Whether the text has the form of a locale: `de`, `de_DE`."""
    language, _, country = text.partition("_")
    good_language = language.isalpha() and language.islower() and len(language) in {2, 3}
    return good_language and (not country or (country.isalnum() and country.isupper()))
