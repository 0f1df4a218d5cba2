package dev.atelier.domain.access;

import dev.atelier.domain.InvalidRequestException;
import java.util.regex.Pattern;

/** A user's name: 1 to 128 characters, no control characters and no slashes, and not {@link Caller#EVERYONE}. */
public record UserName(String value) implements Comparable<UserName> {

    private static final int MAX_LENGTH = 128;
    private static final Pattern FORM = Pattern.compile("[^\\p{Cntrl}/\\\\]+");

    public UserName {
        if (value == null
                || value.isBlank()
                || value.length() > MAX_LENGTH
                || value.equals(Caller.EVERYONE)
                || !FORM.matcher(value).matches()) {
            throw new InvalidRequestException("a user name has 1 to " + MAX_LENGTH
                    + " characters, without slashes and control characters, and is not *");
        }
    }

    @Override
    public int compareTo(UserName other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
