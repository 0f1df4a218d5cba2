package dev.atelier.application.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atelier.application.checkpoint.ModelArchiveReader;
import dev.atelier.application.checkpoint.ModelFileRejectedException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The contract of {@link ModelArchiveReader}. */
public abstract class ModelArchiveReaderContract {

    protected abstract ModelArchiveReader archives();

    /** An archive of these entries in order, by path. */
    protected abstract byte[] archive(Map<String, String> entries) throws IOException;

    @ParameterizedTest
    @ValueSource(strings = {"a.safetensors", "models/Stable-diffusion/a.safetensors", "./a.safetensors"})
    void handsOverTheModelByItsOwnName(String path) throws IOException {
        assertThat(unpack(Map.of(path, "weights"))).isEqualTo(Map.of("a.safetensors", "weights"));
    }

    @Test
    void knowsAnArchiveByItsBeginning() throws IOException {
        byte[] packed = archive(Map.of("a.safetensors", "weights"));

        assertThat(archives().isArchive(Arrays.copyOf(packed, Math.min(packed.length, ModelArchiveReader.BEGINNING))))
                .isTrue();
        assertThat(archives().isArchive(new byte[ModelArchiveReader.BEGINNING])).isFalse();
        assertThat(archives().isArchive(new byte[0])).isFalse();
    }

    @Test
    void passesOverWhatIsNoModel() throws IOException {
        Map<String, String> entries = new LinkedHashMap<>();
        entries.put("README.md", "read me");
        entries.put("big/old.ckpt", "weights");
        entries.put("big/old.yaml", "model: x");

        assertThat(unpack(entries)).isEqualTo(Map.of("old.ckpt", "weights"));
    }

    @Test
    void rejectsAnArchiveWithoutAModel() {
        assertRejected(Map.of());
        assertRejected(Map.of("README.md", "read me"));
    }

    @Test
    void rejectsAnArchiveWithTwoModels() {
        assertRejected(Map.of("a.safetensors", "one", "b/b.pt", "two"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"../a.safetensors", "/etc/a.safetensors", "a/../../a.safetensors", "/etc/readme"})
    void rejectsAnArchiveThatLeadsOutOfItself(String path) {
        assertRejected(Map.of("fine.safetensors", "weights", path, "weights"));
    }

    @Test
    void rejectsWhatIsNoArchive() {
        byte[] none =
                "this is no archive, however long one reads it. ".repeat(100).getBytes(StandardCharsets.UTF_8);

        assertThatThrownBy(() -> unpack(none)).isInstanceOf(ModelFileRejectedException.class);
    }

    @Test
    void whatTheReceiverThrowsPasses() throws IOException {
        IOException full = new IOException("the disk is full");
        byte[] archive = archive(Map.of("a.safetensors", "weights"));

        assertThatThrownBy(() -> archives().unpack(new ByteArrayInputStream(archive), (name, content) -> {
                    throw full;
                }))
                .isSameAs(full);
    }

    private void assertRejected(Map<String, String> entries) {
        assertThatThrownBy(() -> unpack(entries)).isInstanceOf(ModelFileRejectedException.class);
    }

    private Map<String, String> unpack(Map<String, String> entries) throws IOException {
        return unpack(archive(entries));
    }

    /** What the receiver has received, by name. */
    protected Map<String, String> unpack(byte[] archive) throws IOException {
        Map<String, String> received = new LinkedHashMap<>();
        archives()
                .unpack(
                        new ByteArrayInputStream(archive),
                        (name, content) ->
                                received.put(name.value(), new String(content.readAllBytes(), StandardCharsets.UTF_8)));
        return received;
    }
}
