package dev.atelier.bootstrap.contract;

/** An archive of one file, as {@code tar} writes it; all of it is ASCII. */
final class Tar {

    private static final int BLOCK = 512;

    /** Where the header has its checksum, and what is counted there meanwhile. */
    private static final int CHECKSUM = 148;

    private static final String BLANK = " ".repeat(8);

    private Tar() {}

    static String of(String name, String content) {
        String header = padded(name, 100)
                + "0000644\0" + "0000000\0" + "0000000\0" // mode, user, group
                + "%011o\0".formatted(content.length())
                + "%011o\0".formatted(0) // time
                + BLANK
                + "0" // a plain file
                + padded("", 100)
                + "ustar\0" + "00";
        String sum = "%06o\0 ".formatted(header.chars().sum());
        String checked = header.substring(0, CHECKSUM) + sum + header.substring(CHECKSUM + BLANK.length());
        return padded(checked, BLOCK) + padded(content, BLOCK) + "\0".repeat(2 * BLOCK);
    }

    /** The text, filled up to a multiple of that length. */
    private static String padded(String text, int length) {
        int missing = text.isEmpty() ? length : Math.floorMod(-text.length(), length);
        return text + "\0".repeat(missing);
    }
}
