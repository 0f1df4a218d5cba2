package dev.atelier.persistence.download;

import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.NotSupportedException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Encrypts secrets with AES-256-GCM. The key is an HMAC-SHA256 of a fixed text under the installation's own, so that what signs URLs
 * is not used for anything else. Thread-safe.
 */
public final class SecretCipher {

    private static final String ALGORITHM = "AES/GCM/NoPadding";
    private static final String MAC = "HmacSHA256";
    private static final byte[] PURPOSE = "atelier import credentials 1".getBytes(StandardCharsets.UTF_8);
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;

    private final Supplier<List<byte[]>> keys;
    private final SecureRandom random = new SecureRandom();

    /** @param keys the first encrypts, any decrypts; asked for at each use */
    public SecretCipher(Supplier<List<byte[]>> keys) {
        this.keys = keys;
    }

    /**
     * The encrypted text, in base64.
     *
     * @param context what the text belongs to; with another one it cannot be decrypted
     * @throws NotSupportedException if there is no key
     */
    public String encrypt(String text, String context) {
        List<byte[]> known = keys.get();
        if (known.isEmpty()) {
            throw new NotSupportedException(
                    "secrets for imports cannot be stored in this installation, as it has no key"
                            + " for them; set atelier.import.credential-keys");
        }
        byte[] nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        try {
            byte[] encrypted = cipher(Cipher.ENCRYPT_MODE, known.get(0), nonce, context)
                    .doFinal(text.getBytes(StandardCharsets.UTF_8));
            return Base64.getEncoder()
                    .encodeToString(ByteBuffer.allocate(nonce.length + encrypted.length)
                            .put(nonce)
                            .put(encrypted)
                            .array());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES-GCM is not available", e);
        }
    }

    /**
     * The text that was encrypted.
     *
     * @param what names it in messages
     * @throws InvalidRequestException if none of the keys decrypts it
     */
    public String decrypt(String encrypted, String context, String what) {
        byte[] bytes = Base64.getDecoder().decode(encrypted);
        return keys.get().stream()
                .flatMap(key -> decrypt(bytes, context, key).stream())
                .findFirst()
                .orElseThrow(() -> new InvalidRequestException(
                        what + " cannot be decrypted with the present key of this installation; set it again"));
    }

    private static Optional<String> decrypt(byte[] bytes, String context, byte[] key) {
        try {
            byte[] text = cipher(Cipher.DECRYPT_MODE, key, Arrays.copyOf(bytes, NONCE_BYTES), context)
                    .doFinal(bytes, NONCE_BYTES, bytes.length - NONCE_BYTES);
            return Optional.of(new String(text, StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            return Optional.empty(); // another key may do
        }
    }

    private static Cipher cipher(int mode, byte[] secret, byte[] nonce, String context)
            throws GeneralSecurityException {
        Mac mac = Mac.getInstance(MAC);
        mac.init(new SecretKeySpec(secret, MAC));
        Cipher cipher = Cipher.getInstance(ALGORITHM);
        cipher.init(mode, new SecretKeySpec(mac.doFinal(PURPOSE), "AES"), new GCMParameterSpec(TAG_BITS, nonce));
        cipher.updateAAD(context.getBytes(StandardCharsets.UTF_8));
        return cipher;
    }
}
