package dev.atelier.bootstrap.contract;

import dev.atelier.bootstrap.ApiClient;
import dev.atelier.bootstrap.DocumentedOperation;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;

/** A generation of the documents, and how its clients name the user they act for. */
enum Generation {
    V1_4_0("1.4.0"),
    V1_5_0("1.5.0");

    final String number;
    final List<DocumentedOperation> operations;

    Generation(String number) {
        this.number = number;
        this.operations = DocumentedOperation.all(number);
    }

    /** The client as one of this generation that acts for the user; for null it names nobody. */
    ApiClient as(ApiClient client, String user) {
        ApiClient nobody = client.with("username", null).with("Authorization", null);
        if (user == null) {
            return nobody;
        }
        String base16 = HexFormat.of().formatHex(user.getBytes(StandardCharsets.UTF_8));
        return this == V1_4_0 ? nobody.with("Authorization", "Bearer " + base16) : nobody.with("username", user);
    }

    @Override
    public String toString() {
        return number;
    }
}
