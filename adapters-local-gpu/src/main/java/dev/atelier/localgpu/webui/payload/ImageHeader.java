package dev.atelier.localgpu.webui.payload;

import dev.atelier.application.inference.InferenceOutcome.Format;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.zip.CRC32;

/**
 * What the structure of an image file says. Its pixels are not decoded, so that images of any size need little memory.
 *
 * @param isRgb whether it has exactly red, green and blue: neither grey, palette, alpha nor CMYK
 * @param pixels width times height; 0 for WEBP
 */
record ImageHeader(Format format, boolean isRgb, long pixels) {

    private static final String ALLOWED = "; PNG, JPEG and WEBP are allowed";
    private static final int PNG_SIGNATURE_LENGTH = 8;
    private static final int PNG_RGB = 2;

    /** The file is incomplete, damaged or in another format. The message completes "the image ...". */
    static final class InvalidImageException extends IOException {

        private static final long serialVersionUID = 1L;

        private InvalidImageException(String message) {
            super(message);
        }
    }

    boolean isWebp() {
        return format == Format.WEBP;
    }

    /** @throws InvalidImageException unless it is a complete PNG, JPEG or WEBP */
    static ImageHeader read(InputStream in) throws IOException {
        PushbackInputStream image = new PushbackInputStream(in, Format.HEAD);
        byte[] head = image.readNBytes(Format.HEAD);
        image.unread(head);
        Optional<Format> format = Format.of(head);
        DataInputStream data = new DataInputStream(image);
        try {
            return switch (format.orElse(Format.GIF)) {
                case PNG -> png(data);
                case JPEG -> jpeg(data);
                case WEBP -> webp(data);
                default -> throw new InvalidImageException("is no image" + ALLOWED);
            };
        } catch (EOFException e) {
            throw new InvalidImageException("is incomplete: it breaks off");
        }
    }

    private static ImageHeader png(DataInputStream in) throws IOException {
        in.skipNBytes(PNG_SIGNATURE_LENGTH);
        ImageHeader header = null;
        boolean pixels = false;
        while (true) {
            int length = in.readInt();
            byte[] type = in.readNBytes(4);
            byte[] start = checked(in, length, type);
            switch (new String(type, StandardCharsets.ISO_8859_1)) {
                case "IHDR" -> header = pngHeader(start);
                case "tRNS" -> header = header == null ? null : new ImageHeader(Format.PNG, false, header.pixels);
                case "IDAT" -> pixels = true;
                case "IEND" -> {
                    if (header == null || !pixels) {
                        throw new InvalidImageException("is a damaged PNG");
                    }
                    return header;
                }
                default -> {}
            }
        }
    }

    private static ImageHeader pngHeader(byte[] header) throws IOException {
        if (header.length < 10) {
            throw new InvalidImageException("is a damaged PNG");
        }
        return new ImageHeader(Format.PNG, header[9] == PNG_RGB, (long) int32(header, 0) * int32(header, 4));
    }

    private static int int32(byte[] bytes, int at) {
        return (bytes[at] & 0xFF) << 24
                | (bytes[at + 1] & 0xFF) << 16
                | (bytes[at + 2] & 0xFF) << 8
                | (bytes[at + 3] & 0xFF);
    }

    /** Reads a chunk's data and checksum; returns its first bytes. */
    private static byte[] checked(DataInputStream in, int length, byte[] type) throws IOException {
        CRC32 crc = new CRC32();
        crc.update(type);
        byte[] start = new byte[0];
        byte[] buffer = new byte[8192];
        for (int left = length; left > 0; ) {
            int read = Math.min(left, buffer.length);
            in.readFully(buffer, 0, read);
            crc.update(buffer, 0, read);
            start = left == length ? Arrays.copyOf(buffer, Math.min(read, 16)) : start;
            left -= read;
        }
        if (length < 0 || in.readInt() != (int) crc.getValue()) {
            throw new InvalidImageException("is a damaged PNG");
        }
        return start;
    }

    private static ImageHeader jpeg(DataInputStream in) throws IOException {
        in.skipNBytes(2);
        ImageHeader header = null;
        int marker = nextMarker(in);
        while (marker != 0xD9) {
            if (marker >= 0xD0 && marker <= 0xD7 || marker == 0x01) {
                marker = nextMarker(in);
                continue;
            }
            byte[] segment = in.readNBytes(Math.max(0, in.readUnsignedShort() - 2));
            if (isFrame(marker) && segment.length > 5) {
                long pixels = (long) (int32(segment, 1) >>> 16) * ((segment[3] & 0xFF) << 8 | segment[4] & 0xFF);
                header = new ImageHeader(Format.JPEG, segment[5] == 3, pixels);
            }
            marker = nextMarker(in); // after a scan's header this passes over its data
        }
        if (header == null) {
            throw new InvalidImageException("is a damaged JPEG");
        }
        return header;
    }

    /** Start of frame, of any compression: all of 0xC0 to 0xCF but tables and arithmetic conditions. */
    private static boolean isFrame(int marker) {
        return marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC;
    }

    private static int nextMarker(DataInputStream in) throws IOException {
        int value = in.readUnsignedByte();
        while (true) {
            while (value != 0xFF) {
                value = in.readUnsignedByte();
            }
            while (value == 0xFF) {
                value = in.readUnsignedByte();
            }
            if (value != 0) {
                return value;
            }
        }
    }

    private static ImageHeader webp(DataInputStream in) throws IOException {
        in.skipNBytes(4);
        long length = Integer.toUnsignedLong(Integer.reverseBytes(in.readInt()));
        if (length < 4) {
            throw new InvalidImageException("is a damaged WEBP");
        }
        in.skipNBytes(length);
        return new ImageHeader(Format.WEBP, false, 0);
    }
}
