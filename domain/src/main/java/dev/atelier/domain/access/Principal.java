package dev.atelier.domain.access;

import java.util.Locale;

/**
 * An entry of an access list: a role, a user, or everyone. Written {@code role:designer}, {@code user:ann} and {@code
 * *}, so that a user and a role of the same name stay distinct.
 */
public record Principal(Kind kind, String name) {

    /** What kind of entry the name belongs to. */
    public enum Kind {
        ROLE,
        USER,
        EVERYONE
    }

    /** All users. */
    public static final Principal EVERYONE = new Principal(Kind.EVERYONE, Caller.EVERYONE);

    public static Principal of(RoleName role) {
        return new Principal(Kind.ROLE, role.value());
    }

    public static Principal of(UserName user) {
        return new Principal(Kind.USER, user.value());
    }

    /** Parses what {@link #toString} writes. */
    public static Principal parse(String text) {
        if (text.equals(EVERYONE.name)) {
            return EVERYONE;
        }
        String[] parts = text.split(":", 2);
        return new Principal(Kind.valueOf(parts[0].toUpperCase(Locale.ROOT)), parts[1]);
    }

    @Override
    public String toString() {
        return kind == Kind.EVERYONE ? name : kind.name().toLowerCase(Locale.ROOT) + ":" + name;
    }
}
