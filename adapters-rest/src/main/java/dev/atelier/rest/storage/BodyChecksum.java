package dev.atelier.rest.storage;

import dev.atelier.application.util.MessageDigests;
import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.TextSanitizer;
import io.micronaut.http.HttpHeaders;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.zip.CRC32;
import java.util.zip.CRC32C;
import java.util.zip.Checksum;

/** A checksum of an upload's body that its client announced in a header, as clients of S3 do. Not thread-safe. */
final class BodyChecksum {

    private static final String PREFIX = "x-amz-checksum-";

    /** Headers with that prefix that hold no checksum. */
    private static final Set<String> OTHERS = Set.of(PREFIX + "algorithm", PREFIX + "mode", PREFIX + "type");

    /** By header, in the order of messages. */
    private static final Map<String, Supplier<Digest>> DIGESTS = new TreeMap<>(Map.of(
            "content-md5",
            () -> of("MD5"),
            PREFIX + "crc32",
            () -> of(new CRC32(), Integer.BYTES),
            PREFIX + "crc32c",
            () -> of(new CRC32C(), Integer.BYTES),
            PREFIX + "crc64nvme",
            () -> of(new Crc64Nvme(), Long.BYTES),
            PREFIX + "sha1",
            () -> of("SHA-1"),
            PREFIX + "sha256",
            () -> of("SHA-256")));

    private final String header;
    private final byte[] announced;
    private final Digest digest;

    /** A digest in progress. */
    private interface Digest {

        /** Of its value, in bytes. */
        int length();

        void update(byte[] bytes, int offset, int length);

        byte[] value();
    }

    private BodyChecksum(String header, byte[] announced, Digest digest) {
        this.header = header;
        this.announced = announced;
        this.digest = digest;
    }

    /**
     * The checksums that a request announces.
     *
     * @throws InvalidRequestException for a malformed or unknown one
     */
    static List<BodyChecksum> announcedBy(HttpHeaders headers) {
        List<BodyChecksum> checksums = new ArrayList<>();
        headers.forEach((name, values) -> {
            String header = name.toLowerCase(Locale.ROOT);
            if (DIGESTS.containsKey(header)) {
                values.forEach(value -> checksums.add(parse(header, value)));
            } else if (header.startsWith(PREFIX) && !OTHERS.contains(header)) {
                throw new InvalidRequestException("the checksum " + TextSanitizer.quote(header)
                        + " is not known; known are " + String.join(", ", DIGESTS.keySet()));
            }
        });
        return checksums;
    }

    private static BodyChecksum parse(String header, String value) {
        Digest digest = DIGESTS.get(header).get();
        byte[] announced = decode(value.strip());
        if (announced.length != digest.length()) {
            throw new InvalidRequestException("the header " + header + " is " + TextSanitizer.quote(value)
                    + "; it has to be " + digest.length() + " bytes in base64");
        }
        return new BodyChecksum(header, announced, digest);
    }

    private static byte[] decode(String base64) {
        try {
            return Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            return new byte[0];
        }
    }

    void update(byte[] bytes, int offset, int length) {
        digest.update(bytes, offset, length);
    }

    /** @throws InvalidRequestException if the whole body has another checksum */
    void require() {
        byte[] received = digest.value();
        if (!Arrays.equals(received, announced)) {
            Base64.Encoder base64 = Base64.getEncoder();
            throw new InvalidRequestException("the body does not match its " + header + ": announced was "
                    + base64.encodeToString(announced) + ", received " + base64.encodeToString(received)
                    + "; nothing was stored");
        }
    }

    private static Digest of(String algorithm) {
        MessageDigest digest = MessageDigests.get(algorithm);
        return new Digest() {
            @Override
            public int length() {
                return digest.getDigestLength();
            }

            @Override
            public void update(byte[] bytes, int offset, int length) {
                digest.update(bytes, offset, length);
            }

            @Override
            public byte[] value() {
                return digest.digest();
            }
        };
    }

    private static Digest of(Checksum checksum, int length) {
        return new Digest() {
            @Override
            public int length() {
                return length;
            }

            @Override
            public void update(byte[] bytes, int offset, int count) {
                checksum.update(bytes, offset, count);
            }

            @Override
            public byte[] value() {
                byte[] bigEndian = ByteBuffer.allocate(Long.BYTES)
                        .putLong(checksum.getValue())
                        .array();
                return Arrays.copyOfRange(bigEndian, Long.BYTES - length, Long.BYTES);
            }
        };
    }
}
