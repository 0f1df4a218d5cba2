package dev.atelier.application.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NonWritableChannelException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.NoSuchFileException;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Random access to stored files: a part of {@link ModelStoreContract}. */
abstract class ChannelContract extends StoreHarness {

    private static final int MEGABYTE = 1024 * 1024;
    private static final int SIZE = 5 * MEGABYTE + 7;

    @Test
    void readsAtAnyPlace() throws Exception {
        byte[] content = content(1);
        put(content);

        try (SeekableByteChannel file = store().openChannel(at("large"))) {
            for (int from : new int[] {0, SIZE - 3, 4 * MEGABYTE, 17, 18, 2 * MEGABYTE - 1, SIZE - 100_000, 0}) {
                int length = Math.min(100_000, SIZE - from);
                assertThat(Arrays.equals(read(file, from, length), Arrays.copyOfRange(content, from, from + length)))
                        .as("from " + from)
                        .isTrue();
                assertThat(file.position()).isEqualTo(from + length);
            }
        }
    }

    @Test
    void readsFromThePositionToTheEnd() throws Exception {
        byte[] content = content(2);
        put(content);

        try (SeekableByteChannel file = store().openChannel(at("large"))) {
            byte[] read = Channels.newInputStream(file.position(5)).readAllBytes();

            assertThat(Arrays.equals(read, Arrays.copyOfRange(content, 5, SIZE)))
                    .isTrue();
        }
    }

    @Test
    void returnsTheSizeAndNothingBehindTheEnd() throws Exception {
        put("a", "12345");
        put("empty", "");

        try (SeekableByteChannel file = store().openChannel(at("a"));
                SeekableByteChannel empty = store().openChannel(at("empty"))) {
            assertThat(file.size()).isEqualTo(5);
            assertThat(file.position()).isZero();
            assertThat(file.position(5).read(ByteBuffer.allocate(1))).isEqualTo(-1);
            assertThat(file.position(1_000_000).read(ByteBuffer.allocate(1))).isEqualTo(-1);
            assertThat(file.position()).isEqualTo(1_000_000);
            assertThat(new String(read(file, 3, 2))).isEqualTo("45");
            assertThat(empty.size()).isZero();
            assertThat(empty.read(ByteBuffer.allocate(1))).isEqualTo(-1);
            assertThatThrownBy(() -> file.position(-1)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void aMissingFileCannotBeReadAtAnyPlace() throws Exception {
        put("a/b", "content");

        assertThatThrownBy(() -> store().openChannel(at("a"))).isInstanceOf(NoSuchFileException.class);
        assertThatThrownBy(() -> store().openChannel(at("a/b/c"))).isInstanceOf(NoSuchFileException.class);
    }

    @Test
    void aChannelOnlyReadsAndOnlyUntilItIsClosed() throws Exception {
        put("a", "12345");
        SeekableByteChannel file = store().openChannel(at("a"));

        assertThatThrownBy(() -> file.write(ByteBuffer.allocate(1))).isInstanceOf(NonWritableChannelException.class);
        assertThatThrownBy(() -> file.truncate(1)).isInstanceOf(NonWritableChannelException.class);
        assertThat(file.isOpen()).isTrue();
        file.close();
        file.close();

        assertThat(file.isOpen()).isFalse();
        assertThatThrownBy(() -> file.read(ByteBuffer.allocate(1))).isInstanceOf(ClosedChannelException.class);
        assertThatThrownBy(() -> file.position(1)).isInstanceOf(ClosedChannelException.class);
        assertThatThrownBy(file::position).isInstanceOf(ClosedChannelException.class);
        assertThatThrownBy(file::size).isInstanceOf(ClosedChannelException.class);
    }

    @Test
    void aFileThatIsReplacedOrRemovedMeanwhileIsNotTakenForTheOneThatWasOpened() throws Exception {
        byte[] first = content(3);
        put(first);

        try (SeekableByteChannel file = store().openChannel(at("large"))) {
            assertStaysOrFails(file, 0, first);
            put(content(4));
            assertStaysOrFails(file, 3 * MEGABYTE, first);
            put("large", "short");
            assertStaysOrFails(file, SIZE - 1000, first);
            store().deleteAll(at("large"));
            assertStaysOrFails(file, MEGABYTE, first);
        }
    }

    private static void assertStaysOrFails(SeekableByteChannel file, int from, byte[] content) {
        byte[] read;
        try {
            read = read(file, from, 1000);
        } catch (IOException e) {
            return; // the replacement was noticed
        }
        assertThat(read).isEqualTo(Arrays.copyOfRange(content, from, from + 1000));
    }

    private static byte[] read(SeekableByteChannel file, int from, int length) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(length);
        file.position(from);
        while (bytes.hasRemaining() && file.read(bytes) >= 0) {
            continue;
        }
        assertThat(bytes.remaining()).as("missing from " + from).isZero();
        return bytes.array();
    }

    private void put(byte[] content) throws IOException {
        store().put(at("large"), new ByteArrayInputStream(content), "application/octet-stream");
    }

    private static byte[] content(int seed) {
        byte[] content = new byte[SIZE];
        new Random(seed).nextBytes(content);
        return content;
    }
}
