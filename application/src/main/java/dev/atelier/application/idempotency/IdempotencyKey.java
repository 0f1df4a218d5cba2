package dev.atelier.application.idempotency;

import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.access.UserName;
import java.util.regex.Pattern;

/**
 * What a client calls one request, so that it can send it again without having it carried out again.
 *
 * @param owner the user for whom it is carried out; the keys of users are apart
 * @param operation what it asks for, and of what; the keys of operations are apart
 * @param value chosen by the client: 1 to 255 visible ASCII characters
 */
public record IdempotencyKey(UserName owner, String operation, String value) {

    private static final Pattern ALLOWED = Pattern.compile("[!-~]{1,255}");

    public IdempotencyKey {
        if (!ALLOWED.matcher(value).matches()) {
            throw new InvalidRequestException("Idempotency-Key has " + value.length()
                    + " characters; allowed are 1 to 255, all of them visible ASCII characters");
        }
    }
}
