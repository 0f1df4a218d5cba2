package dev.atelier.persistence.storage.presigned;

import dev.atelier.application.storage.PresignedUrlHandler;
import dev.atelier.domain.StorageUri;
import dev.atelier.domain.access.PermissionDeniedException;
import dev.atelier.persistence.storage.PercentEncoding;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Clock;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Writes and verifies URLs that carry their own permission: {@code files/bucket/key?claims&signature=…}, signed with
 * HMAC-SHA256 over the method, the decoded path and the claims.
 */
public final class UrlSigner {

    private static final String FOLDER = "/" + PresignedUrlHandler.PATH + "/";
    private static final String SIGNATURE = "&signature=";

    /** Has the key; cloned for each use, which costs a fraction of looking the algorithm up. */
    private final Mac keyedMac;

    private final Clock clock;

    public UrlSigner(byte[] secret, Clock clock) {
        this.keyedMac = keyed(secret);
        this.clock = clock;
    }

    private static Mac keyed(byte[] secret) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret, mac.getAlgorithm()));
            return mac;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e); // every Java platform has HmacSHA256
        }
    }

    /** The signed URL, relative to the public root. */
    public URI sign(PresignedUrlClaims presignedUrlClaims) {
        String method = presignedUrlClaims instanceof PresignedUrlClaims.Put ? "PUT" : "GET";
        String path = presignedUrlClaims.location().bucket() + "/"
                + presignedUrlClaims.location().key();
        return URI.create(PresignedUrlHandler.PATH + "/" + PercentEncoding.encodePath(path) + "?"
                + presignedUrlClaims.claims() + SIGNATURE + signature(method, path, presignedUrlClaims.claims()));
    }

    /**
     * Verifies a URL for PUT.
     *
     * @throws PermissionDeniedException if it is not valid
     */
    PresignedUrlClaims.Put verifyPut(URI url) {
        return (PresignedUrlClaims.Put) verify("PUT", url);
    }

    /**
     * Verifies a URL for GET.
     *
     * @throws PermissionDeniedException if it is not valid
     */
    PresignedUrlClaims.Download verifyGet(URI url) {
        return (PresignedUrlClaims.Download) verify("GET", url);
    }

    private PresignedUrlClaims verify(String method, URI url) {
        String path = pathOf(url);
        String query = url.getRawQuery() == null ? "" : url.getRawQuery();
        int end = query.lastIndexOf(SIGNATURE);
        if (end < 0
                || !sameText(
                        signature(method, path, query.substring(0, end)), query.substring(end + SIGNATURE.length()))) {
            throw new PermissionDeniedException("this URL is not valid for " + method
                    + ": it has to be used as it was given, for the method it was given for");
        }
        PresignedUrlClaims presignedUrlClaims = PresignedUrlClaims.of(locationOf(path), query.substring(0, end));
        if (!clock.instant().isBefore(presignedUrlClaims.expires())) {
            throw new PermissionDeniedException(
                    "this URL expired at " + presignedUrlClaims.expires() + "; request a new one");
        }
        return presignedUrlClaims;
    }

    /** A prefix before the folder belongs to the public root, such as the stage. */
    private static String pathOf(URI url) {
        String path = url.getPath() == null ? "" : "/" + url.getPath();
        int start = path.indexOf(FOLDER);
        return start < 0 ? "" : path.substring(start + FOLDER.length());
    }

    private static StorageUri locationOf(String path) {
        int slash = path.indexOf('/');
        return new StorageUri(path.substring(0, slash), path.substring(slash + 1));
    }

    private String signature(String method, String path, String claims) {
        try {
            Mac mac = (Mac) keyedMac.clone();
            byte[] signature = mac.doFinal((method + "\n" + path + "\n" + claims).getBytes(StandardCharsets.UTF_8));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(signature);
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException(e); // the JDK's own can be cloned
        }
    }

    /** Constant-time comparison. */
    private static boolean sameText(String one, String other) {
        return MessageDigest.isEqual(one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));
    }
}
