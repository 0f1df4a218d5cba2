package dev.atelier.domain.checkpoint;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The hashes by which people, sites for models and SD WebUI name a model file, all in lower-case hexadecimal.
 *
 * @param sha256 of all its bytes
 * @param autoV3 the beginning of the SHA-256 of what follows the header of a safetensors file; null for other formats
 * @param legacy by which WebUI named checkpoints until 2023: from 64 KiB of the file alone, so different files can have the same
 */
public record ModelHashes(String sha256, String autoV3, String legacy) {

    /** The lengths by which a hash is known as one of these. */
    public static final int LEGACY_LENGTH = 8;

    public static final int AUTO_V2_LENGTH = 10;
    public static final int AUTO_V3_LENGTH = 12;
    public static final int SHA256_LENGTH = 64;

    private static final Pattern HASH = Pattern.compile("[0-9a-f]+");

    /** The beginning of the SHA-256: AutoV2, which WebUI shows as the model's hash. */
    public String autoV2() {
        return sha256.substring(0, AUTO_V2_LENGTH);
    }

    /** Whether one of them is this one, as {@link #parse} returns it. */
    public boolean has(String hash) {
        return Stream.of(sha256, autoV2(), legacy).anyMatch(hash::equals) || hash.equals(autoV3);
    }

    /** A text that is as long as one of them and can be one, in lower case; empty for any other. */
    public static Optional<String> parse(String text) {
        String hash = text.strip().toLowerCase(Locale.ROOT);
        return switch (hash.length()) {
            case LEGACY_LENGTH, AUTO_V2_LENGTH, AUTO_V3_LENGTH, SHA256_LENGTH ->
                Optional.of(hash).filter(digits -> HASH.matcher(digits).matches());
            default -> Optional.empty();
        };
    }
}
