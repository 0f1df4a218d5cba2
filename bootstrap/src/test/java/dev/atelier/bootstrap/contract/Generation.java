package dev.atelier.bootstrap.contract;

import dev.atelier.bootstrap.ApiClient;
import dev.atelier.bootstrap.DocumentedOperation;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;

/** A generation of the documents, the requests of its clients, and its error responses. */
enum Generation {
    /** Its clients use Python's {@code requests} and send no user name: each user has a key. */
    V2023_07_05("2023-07-05", "error") {

        @Override
        ApiClient as(ApiClient client, String user) {
            ApiClient nobody = nobody(client)
                    .with("User-Agent", "python-requests/2.31.0")
                    .with("Accept-Encoding", "gzip, deflate")
                    .with("Accept", "application/json")
                    .with("Connection", "keep-alive");
            return user == null ? nobody : nobody.with("x-api-key", key(user));
        }

        @Override
        ApiClient typed(ApiClient client, SampleRequest sampleRequest) {
            return sampleRequest.method().equals("GET") ? client.with("Content-Type", null) : client;
        }
    },
    V1_4_0("1.4.0", "message") {

        @Override
        ApiClient as(ApiClient client, String user) {
            return user == null
                    ? nobody(client)
                    : nobody(client)
                            .with(
                                    "Authorization",
                                    "Bearer " + HexFormat.of().formatHex(user.getBytes(StandardCharsets.UTF_8)));
        }
    },
    V1_5_0("1.5.0", "message") {

        @Override
        ApiClient as(ApiClient client, String user) {
            return nobody(client).with("username", user);
        }
    };

    final String number;
    final String sentence;
    final List<DocumentedOperation> operations;

    /** @param sentence the message field of an error response */
    Generation(String number, String sentence) {
        this.number = number;
        this.sentence = sentence;
        this.operations = DocumentedOperation.all(number);
    }

    /** The client in this generation, acting for the user; null sends no user name. */
    abstract ApiClient as(ApiClient client, String user);

    /** The client with the content type that one of this generation sends along with such a request. */
    ApiClient typed(ApiClient client, SampleRequest sampleRequest) {
        return client;
    }

    /** The key that is bound to a user. */
    static String key(String user) {
        return "the-key-of-" + user;
    }

    private static ApiClient nobody(ApiClient client) {
        return client.with("username", null).with("Authorization", null);
    }

    @Override
    public String toString() {
        return number;
    }
}
