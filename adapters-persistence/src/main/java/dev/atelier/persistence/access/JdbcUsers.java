package dev.atelier.persistence.access;

import dev.atelier.application.access.Users;
import dev.atelier.domain.access.User;
import dev.atelier.domain.access.UserName;
import dev.atelier.persistence.Transactions;
import jakarta.inject.Singleton;
import java.util.Optional;

/** The users, in {@code app_user} and {@code user_role}. */
@Singleton
public final class JdbcUsers implements Users {

    private final UserRows rows;
    private final Transactions transactions;

    JdbcUsers(UserRows rows, Transactions transactions) {
        this.rows = rows;
        this.transactions = transactions;
    }

    @Override
    public Optional<User> find(UserName name) {
        return rows.find(name.value()).map(UserRow::toUser);
    }

    @Override
    public void save(User user) {
        String name = user.name().value();
        transactions.write(() -> {
            // Either statement locks the user's row, so that two who save the same user do it in turn.
            if (rows.insert(name, user.creator().value(), user.created()) == 0) {
                rows.update(name, user.creator().value(), user.created());
            }
            rows.removeRoles(name);
            user.roles().forEach(role -> rows.addRole(name, role.value()));
            return null;
        });
    }
}
