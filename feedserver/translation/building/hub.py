"""Getting a checkpoint from a Hugging Face hub: the one that HF_ENDPOINT names, or the public one."""

from __future__ import annotations

import hashlib
import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from feedserver.errors import PackageError
from feedserver.translation.packages.downloading import PATIENCE, DownloadError, Patience, Progress, download

if TYPE_CHECKING:
    from huggingface_hub import HfApi

_DESCRIPTIONS = ("config.json", "generation_config.json", "tokenizer_config.json", "README.md")
_HUB_ID = re.compile(r"[A-Za-z0-9][\w.-]*/[A-Za-z0-9][\w.-]*", re.ASCII)
_SAFE_WEIGHTS = re.compile(r"model(-\d+-of-\d+)?\.safetensors|model\.safetensors\.index\.json")
_PICKLED_WEIGHTS = re.compile(r"pytorch_model(-\d+-of-\d+)?\.bin|pytorch_model\.bin\.index\.json")


@dataclass(frozen=True, slots=True)
class HubFile:
    """A file of a checkpoint. size: in bytes. sha256: of a large file; git_sha1: of a small one, as git counts it."""

    name: str
    size: int
    sha256: str | None
    git_sha1: str | None


class HubCheckpoint:
    """A checkpoint on the hub, in the state that it was in when asked for.

    revision: the commit. folder: where its files come to lie, under *cache*; what broke off there is resumed.
    """

    def __init__(self, hub_id: str, cache: Path, patience: Patience = PATIENCE) -> None:
        """Ask the hub what there is. Raises PackageError that says what to do if it may not be had."""
        if not _HUB_ID.fullmatch(hub_id):
            raise PackageError(f"{hub_id}: is neither a folder nor the name of a checkpoint on the hub (owner/name)")
        self._hub_id = hub_id
        self._patience = patience
        self._api = _open_api()
        info = self._ask(patience.timeout_s)
        self.revision = str(info.sha)
        self._files = [_file_of(sibling) for sibling in info.siblings or ()]
        if not re.fullmatch(r"[0-9a-f]{7,64}", self.revision):
            raise PackageError(f"{hub_id}: the hub at {self._api.endpoint} names no revision")
        self.folder = cache / hub_id.replace("/", "--") / self.revision

    def fetch_descriptions(self, names: tuple[str, ...], progress: Progress) -> None:
        """Download what is small: the files that every kind has, and *names*, as far as they are there."""
        self._fetch([file for file in self._files if file.name in _DESCRIPTIONS + names], progress)

    def fetch_weights(self, progress: Progress) -> None:
        """Download the weights; pickled ones only where there are no others. Raises PackageError if there are none."""
        for form in (_SAFE_WEIGHTS, _PICKLED_WEIGHTS):
            if weights := [file for file in self._files if form.fullmatch(file.name)]:
                return self._fetch(weights, progress)
        raise PackageError(f"{self._hub_id}: has no weights: neither model.safetensors nor pytorch_model.bin")

    def _fetch(self, files: list[HubFile], progress: Progress) -> None:
        from huggingface_hub import hf_hub_url

        total, before = sum(file.size for file in files), 0
        for file in files:
            url = hf_hub_url(self._hub_id, file.name, revision=self.revision, endpoint=self._api.endpoint)
            place = self.folder / file.name
            if not self._is_whole(place, file):
                self._download(url, file, lambda there, _, before=before: progress(before + there, total))  # type: ignore[misc]
            before += file.size
            progress(before, total)

    def _download(self, url: str, file: HubFile, progress: Progress) -> None:
        place = self.folder / file.name
        headers = {"Authorization": f"Bearer {token}"} if (token := _find_token()) else {}
        try:
            download(
                [url],
                place,
                max_bytes=file.size,
                sha256=file.sha256,
                progress=progress,
                patience=self._patience,
                headers=headers,
            )
        except DownloadError as error:
            raise PackageError(f"{error}; what has arrived is kept, run it again to go on") from error
        if not self._is_whole(place, file):
            place.unlink()
            raise PackageError(f"{url}: refused: it did not arrive as the hub describes it; run it again")

    def _is_whole(self, place: Path, file: HubFile) -> bool:
        """Whether *file* lies at *place* as it should. Large ones were checked when they were moved there."""
        if not place.is_file() or place.stat().st_size != file.size:
            return False
        return file.git_sha1 is None or _git_sha1(place.read_bytes()) == file.git_sha1

    def _ask(self, timeout_s: float) -> Any:
        from huggingface_hub.errors import (
            GatedRepoError,
            HFValidationError,
            OfflineModeIsEnabled,
            RepositoryNotFoundError,
        )

        page = f"{self._api.endpoint}/{self._hub_id}"
        try:
            info = self._api.model_info(self._hub_id, files_metadata=True, timeout=timeout_s)
            if info.gated:  # anyone may read about it
                self._api.auth_check(self._hub_id)
        except GatedRepoError as error:
            raise PackageError(
                f"{self._hub_id}: is given only to those who accept its terms: accept them on {page}, make a token "
                f"on {self._api.endpoint}/settings/tokens, and run this again with HF_TOKEN set to it"
            ) from error
        except RepositoryNotFoundError as error:
            raise PackageError(
                f"{self._hub_id}: {page} is not there; if it is private, set HF_TOKEN to a token that may read it, "
                f"from {self._api.endpoint}/settings/tokens"
            ) from error
        except HFValidationError as error:
            raise PackageError(f"{self._hub_id}: {error}") from error
        except OfflineModeIsEnabled as error:
            raise PackageError(f"{self._hub_id}: cannot be downloaded: HF_HUB_OFFLINE is set") from error
        except Exception as error:  # which errors come depends on the HTTP library below the hub's
            raise PackageError(
                f"{self._hub_id}: {self._api.endpoint} cannot be asked: {_first_line(error)}; is this machine online?"
            ) from error
        return info


def _open_api() -> HfApi:
    from huggingface_hub import HfApi

    # The library reads these when it is imported, which may have been before they were set.
    return HfApi(endpoint=os.environ.get("HF_ENDPOINT", "").rstrip("/") or None, token=_find_token() or False)


def _find_token() -> str | None:
    """The user's token: HF_TOKEN, or what ``hf auth login`` has kept."""
    from huggingface_hub import get_token

    token: str | None = get_token()
    return token


def _file_of(sibling: Any) -> HubFile:
    lfs = sibling.lfs
    if lfs is not None:
        return HubFile(sibling.rfilename, lfs.size, lfs.sha256, None)
    return HubFile(sibling.rfilename, sibling.size or 0, None, sibling.blob_id)


def _git_sha1(data: bytes) -> str:
    return hashlib.sha1(b"blob %d\0" % len(data) + data, usedforsecurity=False).hexdigest()


def _first_line(error: Exception) -> str:
    return (str(error).strip() or repr(error)).splitlines()[0]
