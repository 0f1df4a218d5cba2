package dev.atelier.rest.access;

import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.access.UnauthenticatedException;
import dev.atelier.domain.access.UserName;
import io.micronaut.http.HttpHeaders;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Optional;

/**
 * Parses the user of a request: 1.5.0's {@code username}, or 1.4.0's {@code Authorization: Bearer} with the name in
 * base16.
 */
final class UserHeaderParser {

    private static final String BEARER = "Bearer ";

    private UserHeaderParser() {}

    /**
     * The name in the headers; empty when there is none.
     *
     * @throws UnauthenticatedException if it cannot be a user name
     */
    static Optional<UserName> in(HttpHeaders headers) {
        return inUserName(headers)
                .or(() -> Optional.ofNullable(headers.get(HttpHeaders.AUTHORIZATION))
                        .map(UserHeaderParser::fromBearer)
                        .map(UserHeaderParser::named));
    }

    /** As above, without {@code Authorization}. */
    static Optional<UserName> inUserName(HttpHeaders headers) {
        return Optional.ofNullable(headers.get("username"))
                .map(UserHeaderParser::fromWire)
                .map(UserHeaderParser::named);
    }

    static UserName named(String name) {
        try {
            return new UserName(name);
        } catch (InvalidRequestException e) {
            throw new UnauthenticatedException(e.getMessage());
        }
    }

    /** The framework decodes headers as Latin-1; a name beyond ASCII was most likely sent in UTF-8. */
    private static String fromWire(String header) {
        try {
            return utf8(header.getBytes(StandardCharsets.ISO_8859_1));
        } catch (CharacterCodingException e) {
            return header;
        }
    }

    /** What {@code Authorization: Bearer} holds; empty without it. */
    static Optional<String> token(HttpHeaders headers) {
        return Optional.ofNullable(headers.get(HttpHeaders.AUTHORIZATION)).flatMap(UserHeaderParser::token);
    }

    private static Optional<String> token(String authorization) {
        return authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())
                ? Optional.of(authorization.substring(BEARER.length()).strip())
                : Optional.empty();
    }

    private static String fromBearer(String authorization) {
        try {
            return utf8(HexFormat.of().parseHex(token(authorization).orElseThrow(UserHeaderParser::notBase16)));
        } catch (IllegalArgumentException | CharacterCodingException e) {
            throw notBase16();
        }
    }

    private static String utf8(byte[] bytes) throws CharacterCodingException {
        return StandardCharsets.UTF_8
                .newDecoder()
                .decode(ByteBuffer.wrap(bytes))
                .toString();
    }

    private static UnauthenticatedException notBase16() {
        return new UnauthenticatedException("Authorization should be Bearer and the user name in base16");
    }
}
