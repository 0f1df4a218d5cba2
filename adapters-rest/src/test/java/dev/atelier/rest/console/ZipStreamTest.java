package dev.atelier.rest.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.Test;

class ZipStreamTest {

    private static final Instant TIME = Instant.parse("2026-02-03T04:05:06Z");

    private final List<String> opened = new ArrayList<>();
    private final List<String> closed = new ArrayList<>();

    private ZipStream.Entry entry(String name, byte[] content) {
        Supplier<InputStream> stream = () -> {
            opened.add(name);
            return new FilterInputStream(new ByteArrayInputStream(content)) {
                @Override
                public void close() {
                    closed.add(name);
                }
            };
        };
        return new ZipStream.Entry(name, TIME, stream);
    }

    private static byte[] content(int length) {
        byte[] content = new byte[length];
        new Random(length).nextBytes(content);
        return content;
    }

    private static Map<String, byte[]> unpack(byte[] zip) throws IOException {
        Map<String, byte[]> files = new LinkedHashMap<>();
        try (ZipInputStream in = new ZipInputStream(new ByteArrayInputStream(zip))) {
            for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                assertThat(entry.getLastModifiedTime().toInstant()).isEqualTo(TIME);
                files.put(entry.getName(), in.readAllBytes());
            }
        }
        return files;
    }

    @Test
    void hasEachFileAsItIs() throws IOException {
        byte[] large = content(300_000);
        ZipStream zip =
                new ZipStream(List.of(entry("large", large), entry("empty", new byte[0]), entry("small", content(7)))
                        .iterator());

        assertThat(unpack(zip.readAllBytes()))
                .hasSize(3)
                .hasEntrySatisfying("large", bytes -> assertThat(bytes).isEqualTo(large))
                .hasEntrySatisfying("empty", bytes -> assertThat(bytes).isEmpty())
                .hasEntrySatisfying("small", bytes -> assertThat(bytes).isEqualTo(content(7)));
        assertThat(closed).containsExactly("large", "empty", "small");
    }

    @Test
    void isTheSameByteByByte() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipStream zip = new ZipStream(List.of(entry("small", content(99))).iterator())) {
            for (int next = zip.read(); next >= 0; next = zip.read()) {
                bytes.write(next);
            }
        }
        assertThat(unpack(bytes.toByteArray()))
                .hasEntrySatisfying("small", content -> assertThat(content).isEqualTo(content(99)));
    }

    @Test
    void withoutFilesItIsEmpty() throws IOException {
        ZipStream zip = new ZipStream(List.<ZipStream.Entry>of().iterator());
        assertThat(unpack(zip.readAllBytes())).isEmpty();
    }

    @Test
    void opensFilesOneByOneAndClosesWhatWasLeftOpen() throws IOException {
        ZipStream zip = new ZipStream(List.of(entry("first", content(200_000)), entry("second", content(1)))
                .iterator());
        assertThat(opened).isEmpty();

        assertThat(zip.readNBytes(100_000)).hasSize(100_000);
        zip.close();

        assertThat(opened).containsExactly("first");
        assertThat(closed).containsExactly("first");
    }

    @Test
    void aFileThatIsMissingEndsItWithAnError() {
        ZipStream zip = new ZipStream(List.of(new ZipStream.Entry("gone", TIME, () -> {
                    throw new UncheckedIOException(new IOException("no such file"));
                }))
                .iterator());
        assertThatThrownBy(zip::readAllBytes).isInstanceOf(IOException.class).hasMessageContaining("gone");
    }
}
