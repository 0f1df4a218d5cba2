package dev.atelier.persistence.storage.local;

import static dev.atelier.persistence.storage.local.TestStore.HOUR;
import static dev.atelier.persistence.storage.local.TestStore.MEGABYTE;
import static dev.atelier.persistence.storage.local.TestStore.at;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atelier.domain.NotFoundException;
import dev.atelier.domain.access.PermissionDeniedException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SignedUrlTest {

    private static final URI ROOT = URI.create("https://example.org/prod/");

    @TempDir
    Path folder;

    private TestStore store;

    @BeforeEach
    void open() throws IOException {
        store = new TestStore(folder);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "plain.png",
                "with space.png",
                "100% + more?#&=.png",
                "%2e%2e/%2F/a",
                "ünïcödé/画像/😀.png",
                "a:b;c,d@e!f$g'h(i)*",
                "u\u0308 decomposed",
                "files/files/x",
                "~._-"
            })
    void namesAFileWhateverItIsCalled(String key) throws IOException {
        URI url = store.files.presignDownload(at(key), HOUR);
        store.put(key, key);

        assertThat(url.isAbsolute()).isFalse();
        assertThat(url.toString()).startsWith("files/atelier/").isEqualTo(url.toASCIIString());
        assertThat(store.download(url)).isEqualTo(key);
        URI resolved = ROOT.resolve(url);
        assertThat(store.download(URI.create(resolved.getRawPath() + "?" + resolved.getRawQuery())))
                .isEqualTo(key);
    }

    @Test
    void isVoidWhenAnyCharacterOfItIsChanged() throws IOException {
        store.put("a/b.png", "image");
        List<URI> puts = new ArrayList<>(List.of(store.uploadUrl("a/b.png")));
        puts.addAll(store.files.presignParts(store.files.beginUpload(at("a/b.png"), 1), HOUR));

        for (URI changed : changed(store.files.presignDownload(at("a/b.png"), HOUR))) {
            assertThatThrownBy(() -> store.files.download(changed))
                    .as(changed.toString())
                    .isInstanceOf(PermissionDeniedException.class);
        }
        for (URI put : puts) {
            for (URI changed : changed(put)) {
                assertThatThrownBy(() -> store.upload(changed, "forged"))
                        .as(changed.toString())
                        .isInstanceOf(PermissionDeniedException.class);
            }
        }
        assertThat(store.read("a/b.png")).isEqualTo("image");
    }

    /** The URL with each of its characters replaced, left out or doubled. */
    private static List<URI> changed(URI url) {
        String text = url.toString();
        List<URI> changed = new ArrayList<>();
        for (int i = 0; i < text.length(); i++) {
            String start = text.substring(0, i);
            String rest = text.substring(i + 1);
            char other = text.charAt(i) == '7' ? '3' : '7';
            changed.add(URI.create(start + other + rest));
            changed.add(URI.create(start + rest));
            changed.add(URI.create(start + text.charAt(i) + text.charAt(i) + rest));
        }
        return changed;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "files/atelier/a",
                "files/atelier/a?",
                "files/atelier/a?signature=",
                "files/atelier/a?expires=99999999999&signature=",
                "files/atelier/a?&signature=AAAA",
                "files/",
                "/",
                "",
                "?x=y",
                "mailto:a@b"
            })
    void isVoidWithoutASignature(String url) {
        assertThatThrownBy(() -> store.files.download(URI.create(url))).isInstanceOf(PermissionDeniedException.class);
        assertThatThrownBy(() -> store.upload(URI.create(url), "x")).isInstanceOf(PermissionDeniedException.class);
    }

    @Test
    void isGoodForItsMethodOnly() throws IOException {
        store.put("a", "content");

        assertThatThrownBy(() -> store.files.download(store.uploadUrl("a")))
                .isInstanceOf(PermissionDeniedException.class)
                .hasMessage("this URL is not valid for GET: it has to be used as it was given, for the method it was"
                        + " given for");
        assertThatThrownBy(() -> store.upload(store.files.presignDownload(at("a"), HOUR), "forged"))
                .isInstanceOf(PermissionDeniedException.class)
                .hasMessageStartingWith("this URL is not valid for PUT");
        assertThat(store.read("a")).isEqualTo("content");
    }

    @Test
    void isGoodUntilItExpiresAndThenSaysSo() throws IOException {
        store.put("a", "content");
        URI get = store.files.presignDownload(at("a"), HOUR);
        URI put = store.files.presignUpload(at("a"), HOUR, MEGABYTE);
        URI part = store.files
                .presignParts(store.files.beginUpload(at("a"), 1), HOUR)
                .get(0);

        store.clock.pass(HOUR);
        assertThat(store.download(get)).isEqualTo("content");

        store.clock.pass(Duration.ofSeconds(1));
        String message = "this URL expired at 2026-03-04T06:06:08Z; request a new one";
        assertThatThrownBy(() -> store.files.download(get))
                .isInstanceOf(PermissionDeniedException.class)
                .hasMessage(message);
        assertThatThrownBy(() -> store.upload(put, "x"))
                .isInstanceOf(PermissionDeniedException.class)
                .hasMessage(message);
        assertThatThrownBy(() -> store.upload(part, "x"))
                .isInstanceOf(PermissionDeniedException.class)
                .hasMessage(message);
    }

    @Test
    void ofAnotherInstallationIsVoid(@TempDir Path elsewhere) throws IOException {
        TestStore other = new TestStore(elsewhere);
        store.put("a", "content");

        assertThatThrownBy(() -> store.files.download(other.files.presignDownload(at("a"), HOUR)))
                .isInstanceOf(PermissionDeniedException.class);
    }

    @Test
    void toAMissingFileIsNotFound() {
        assertThatThrownBy(() -> store.files.download(store.files.presignDownload(at("a/b"), HOUR)))
                .isInstanceOf(NotFoundException.class)
                .hasMessage("there is no file s3://atelier/a/b");
    }

    @ParameterizedTest
    @CsvSource({
        "a.png, image/png",
        "a.JPG, image/jpeg",
        "a.jpeg, image/jpeg",
        "a.webp, image/webp",
        "a_param.json, application/json",
        "a.html, application/octet-stream",
        "png, application/octet-stream",
        "b.png/a, application/octet-stream"
    })
    void servesAFileByItsExtension(String key, String contentType) throws IOException {
        store.put(key, "content");

        assertThat(store.files
                        .download(store.files.presignDownload(at(key), HOUR))
                        .contentType())
                .isEqualTo(contentType);
    }
}
