/*
 * Copyright 2026 The Shardflow authors
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *     http://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */
package io.shardflow.localstack.snowflake.settings;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.time.Duration;
import java.util.Base64;
import java.util.List;

/**
 * Arguments of the stand-in's {@code main}, each {@code --name=value}: {@code data} (folder, required), {@code port} (0 = free), {@code account},
 * {@code user}, {@code password} or {@code password-file} (its first line), {@code public-key-file} (PEM or Base64 of an RSA key), {@code database}, {@code schema},
 * {@code abandoned-after-seconds}, {@code tables} ({@code disk}, or {@code memory}: gone when it ends). The port is printed as {@code SNOWFLAKE_STAND_IN_PORT=n} on a line of its own.
 */
public final class CommandLine {
    private CommandLine() {}

    public static StandInConfig parse(final String[] args) {
        Path data = null;
        int port = 0;
        String account = "LOCAL";
        String user = "NIFI";
        String password = null;
        PublicKey key = null;
        String database = "DEMO_DB";
        String schema = "PUBLIC";
        Duration abandonedAfter = Duration.ofMinutes(5);
        boolean inMemory = false;
        for (final String arg : args) {
            final int equals = arg.indexOf('=');
            final String value = equals < 0 ? "" : arg.substring(equals + 1);
            switch (equals < 0 ? arg : arg.substring(0, equals)) {
                case "--data" -> data = Path.of(value);
                case "--port" -> port = Integer.parseInt(value);
                case "--account" -> account = value;
                case "--user" -> user = value;
                case "--password" -> password = value;
                case "--password-file" ->
                    password = read(Path.of(value)).lines().findFirst().orElse("");
                case "--public-key-file" -> key = publicKey(read(Path.of(value)));
                case "--database" -> database = value;
                case "--schema" -> schema = value;
                case "--abandoned-after-seconds" -> abandonedAfter = Duration.ofSeconds(Long.parseLong(value));
                case "--tables" -> inMemory = inMemory(value);
                default -> throw new IllegalArgumentException("unknown argument " + arg);
            }
        }
        if (data == null) {
            throw new IllegalArgumentException("--data=<folder> is missing");
        }
        final String secret = password == null && key == null ? "nifi" : password;
        return new StandInConfig(
                data,
                port,
                account,
                List.of(new StandInConfig.User(user, secret, key)),
                database,
                schema,
                abandonedAfter,
                false,
                inMemory);
    }

    private static boolean inMemory(final String where) {
        return switch (where) {
            case "disk" -> false;
            case "memory" -> true;
            default -> throw new IllegalArgumentException("--tables is disk or memory, not " + where);
        };
    }

    private static String read(final Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** An RSA public key from PEM text or its Base64 alone. */
    public static PublicKey publicKey(final String text) {
        try {
            final byte[] der = Base64.getMimeDecoder().decode(text.replaceAll("-----[A-Z ]+-----", ""));
            return KeyFactory.getInstance("RSA").generatePublic(new X509EncodedKeySpec(der));
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("not an RSA public key", e);
        }
    }
}
