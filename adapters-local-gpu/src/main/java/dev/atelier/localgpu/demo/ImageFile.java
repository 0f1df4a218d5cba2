package dev.atelier.localgpu.demo;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * What the structure of a PNG, JPEG or WEBP file says beyond its pixels, which Java's readers do not report: whether it is
 * complete, and how it is to be turned (EXIF). Other and malformed files count as complete and upright; decoding them fails.
 */
final class ImageFile {

    private static final int UPRIGHT = 1;
    private static final int ORIENTATION = 0x0112;
    private static final int IFD_ENTRY_LENGTH = 12;
    private static final String EXIF = "Exif\0\0";

    private final ByteBuffer bytes;

    ImageFile(byte[] bytes) {
        this.bytes = ByteBuffer.wrap(bytes);
    }

    /**
     * Whether its end is there. Java's JPEG reader fills a missing part with grey. Of PNG files nothing is checked here,
     * because their reader fails.
     */
    boolean isComplete() {
        try {
            if (isJpeg()) {
                return endsAfter(jpegScan());
            }
            return !isWebp() || bytes.limit() - 8L >= Integer.toUnsignedLong(littleEndian(4));
        } catch (IndexOutOfBoundsException brokenOff) {
            return false;
        }
    }

    /** One of the eight values of EXIF's orientation; 1, upright, where none is given. */
    int orientation() {
        try {
            return exif().map(ImageFile::orientation)
                    .filter(value -> value > 0 && value <= 8)
                    .orElse(UPRIGHT);
        } catch (IndexOutOfBoundsException | IllegalArgumentException malformed) {
            return UPRIGHT;
        }
    }

    private boolean isJpeg() {
        return bytes.limit() > 1 && bytes.getShort(0) == (short) 0xFFD8;
    }

    private boolean isWebp() {
        return bytes.limit() > 11 && text(0, 4).equals("RIFF") && text(8, 4).equals("WEBP");
    }

    private boolean isPng() {
        return bytes.limit() > 7 && text(1, 3).equals("PNG");
    }

    private Optional<ByteBuffer> exif() {
        if (isJpeg()) {
            return jpegExif();
        }
        if (isPng()) {
            return chunk("eXIf", 8, 4, 0, 12);
        }
        return isWebp() ? chunk("EXIF", 12, 0, 4, 8) : Optional.empty();
    }

    private Optional<ByteBuffer> jpegExif() {
        for (int at = 2; marker(at) != 0xDA; at = nextSegment(at)) {
            int length = bytes.getShort(at + 2) & 0xFFFF;
            if (marker(at) == 0xE1 && length > 8 && text(at + 4, EXIF.length()).equals(EXIF)) {
                return Optional.of(tiff(at + 4, length - 2));
            }
        }
        return Optional.empty();
    }

    /** Where the data of the first scan begins. */
    private int jpegScan() {
        int at = 2;
        while (marker(at) != 0xDA) {
            at = nextSegment(at);
        }
        return nextSegment(at);
    }

    private int marker(int at) {
        return bytes.get(at) == (byte) 0xFF ? bytes.get(at + 1) & 0xFF : 0;
    }

    /** Any number of fill bytes may precede a marker. */
    private int nextSegment(int at) {
        if (marker(at) == 0xFF) {
            return at + 1;
        }
        return at + 2 + Math.max(2, bytes.getShort(at + 2) & 0xFFFF);
    }

    /** Within the data of a scan a byte FF is followed by 00, so this marker is the end of the image. */
    private boolean endsAfter(int scan) {
        for (int at = scan; at < bytes.limit() - 1; at++) {
            if (marker(at) == 0xD9) {
                return true;
            }
        }
        return false;
    }

    /** A chunk of a PNG or of a RIFF file: its name, its length, and its data with or without a checksum. */
    private Optional<ByteBuffer> chunk(String name, int first, int nameAt, int lengthAt, int overhead) {
        boolean riff = nameAt == 0;
        for (int at = first; at < bytes.limit(); ) {
            int length = riff ? littleEndian(at + lengthAt) : bytes.getInt(at + lengthAt);
            if (length < 0) {
                break;
            }
            if (text(at + nameAt, 4).equals(name)) {
                return Optional.of(tiff(at + 8, length));
            }
            at = Math.addExact(at, Math.addExact(length + (riff ? length & 1 : 0), overhead));
        }
        return Optional.empty();
    }

    /** Some writers begin PNG's and WEBP's, too, as JPEG's begins. */
    private ByteBuffer tiff(int at, int length) {
        boolean prefixed = length > EXIF.length() && text(at, EXIF.length()).equals(EXIF);
        int skipped = prefixed ? EXIF.length() : 0;
        return bytes.slice(at + skipped, length - skipped);
    }

    private static int orientation(ByteBuffer tiff) {
        tiff.order(tiff.get(0) == 'I' ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
        int directory = tiff.getInt(4);
        int entries = tiff.getShort(directory) & 0xFFFF;
        for (int i = 0; i < entries; i++) {
            int entry = directory + 2 + i * IFD_ENTRY_LENGTH;
            if ((tiff.getShort(entry) & 0xFFFF) == ORIENTATION) {
                return tiff.getShort(entry + 8);
            }
        }
        return UPRIGHT;
    }

    private int littleEndian(int at) {
        return Integer.reverseBytes(bytes.getInt(at));
    }

    private String text(int at, int length) {
        byte[] text = new byte[length];
        bytes.get(at, text);
        return new String(text, StandardCharsets.ISO_8859_1);
    }
}
