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
package io.shardflow.localstack.snowflake.copy;

import io.shardflow.localstack.snowflake.answer.Answer;
import io.shardflow.localstack.snowflake.catalog.ObjectName;
import io.shardflow.localstack.snowflake.error.SnowflakeError;
import io.shardflow.localstack.snowflake.session.Request;
import io.shardflow.localstack.snowflake.session.TransactionCommands;
import io.shardflow.localstack.snowflake.stage.Stages;
import io.shardflow.localstack.snowflake.syntax.Token;
import io.shardflow.localstack.snowflake.syntax.Tokens;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.SQLException;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** CREATE and DROP STAGE, PUT, LIST, REMOVE. */
public final class StageCommands {
    private StageCommands() {}

    /** CREATE STAGE has been read. Options of the stage are refused: the statements that use it give theirs. */
    public static Answer create(final Request request, final boolean replace, final boolean temporary)
            throws SQLException {
        final Tokens in = request.in();
        final boolean ifNotExists = in.acceptWord("IF", "NOT", "EXISTS");
        final ObjectName name = request.session().resolve(in.name());
        in.expectEnd();
        if (!request.standIn().catalog().hasSchema(name.database(), name.schema())) {
            throw SnowflakeError.missing("Schema", name.database() + "." + name.schema());
        }
        TransactionCommands.commit(request.session());
        request.standIn().stages().create(name, request.session(), temporary, replace, ifNotExists);
        return Answer.status(Answer.DDL, "Stage area " + name.name() + " successfully created.");
    }

    /** DROP STAGE has been read. */
    public static Answer drop(final Request request) throws SQLException {
        final Tokens in = request.in();
        final boolean ifExists = in.acceptWord("IF", "EXISTS");
        final List<String> parts = in.name();
        in.expectEnd();
        TransactionCommands.commit(request.session());
        if (!request.standIn().stages().drop(request.session().resolve(parts), request.session()) && !ifExists) {
            throw SnowflakeError.missing("Stage", String.join(".", parts));
        }
        return Answer.status(Answer.DDL, parts.getLast() + " successfully dropped.");
    }

    /** A stage's name where the cursor stands, quoted or not. */
    static Stages.Location location(final Request request) {
        final Token token = request.in().next();
        if (token.kind() != Token.Kind.STAGE
                && (token.kind() != Token.Kind.STRING || !token.text().startsWith("@"))) {
            throw SnowflakeError.syntax(
                    "expected a stage, found '" + request.in().raw(token) + "'",
                    request.in().sql());
        }
        return request.standIn().stages().locate(token.text(), request.session());
    }

    public static Answer put(final Request request) {
        final Tokens in = request.in();
        in.expectWord("PUT");
        final String source = in.string();
        if (!source.startsWith("file://")) {
            throw in.unexpected("file://");
        }
        final Stages.Location location = location(request);
        final Map<String, String> options = new LinkedHashMap<>();
        while (!in.atEnd()) {
            final String name = in.identifier();
            in.expectSymbol("=");
            options.put(name, in.next().text().toUpperCase(Locale.ROOT));
        }
        for (final String name : options.keySet()) {
            if (!List.of("AUTO_COMPRESS", "SOURCE_COMPRESSION", "OVERWRITE", "PARALLEL")
                    .contains(name)) {
                throw SnowflakeError.syntax("option " + name + " of PUT", in.sql());
            }
        }
        final Path folder = Stages.made(location.stage().resolve(location.path()));
        final Map<String, Object> stage = new LinkedHashMap<>();
        stage.put("locationType", "LOCAL_FS");
        stage.put("location", folder.toString());
        stage.put("path", "");
        stage.put("creds", Map.of());
        stage.put("isClientSideEncrypted", false);
        final Map<String, Object> upload = new LinkedHashMap<>();
        upload.put("command", "UPLOAD");
        upload.put("src_locations", List.of(source.substring("file://".length())));
        upload.put("parallel", 4);
        upload.put("threshold", 209_715_200);
        upload.put("autoCompress", options.getOrDefault("AUTO_COMPRESS", "TRUE").equals("TRUE"));
        upload.put("overwrite", options.getOrDefault("OVERWRITE", "FALSE").equals("TRUE"));
        upload.put(
                "sourceCompression",
                options.getOrDefault("SOURCE_COMPRESSION", "AUTO_DETECT").toLowerCase(Locale.ROOT));
        upload.put("clientShowEncryptionParameter", false);
        upload.put("encryptionMaterial", null);
        upload.put("stageInfo", stage);
        return new Answer(Answer.PUT, List.of(), 0, null, upload);
    }

    public static Answer list(final Request request) {
        request.in().next();
        final Stages.Location location = location(request);
        request.in().expectEnd();
        final List<List<String>> rows = new ArrayList<>();
        for (final Path file : Stages.files(location)) {
            try {
                rows.add(List.of(
                        location.name() + "/" + Stages.nameIn(location, file),
                        Long.toString(Files.size(file)),
                        md5(file),
                        DateTimeFormatter.RFC_1123_DATE_TIME.format(
                                Files.getLastModifiedTime(file).toInstant().atOffset(ZoneOffset.UTC))));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return Answer.of(Answer.LIST, Answer.textColumns("name", "size", "md5", "last_modified"), rows);
    }

    public static Answer remove(final Request request) {
        request.in().next();
        final Stages.Location location = location(request);
        request.in().expectEnd();
        final List<List<String>> rows = new ArrayList<>();
        for (final Path file : Stages.files(location)) {
            rows.add(List.of(location.name() + "/" + Stages.nameIn(location, file), "removed"));
            try {
                Files.delete(file);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return Answer.of(Answer.REMOVE, Answer.textColumns("name", "result"), rows);
    }

    static String md5(final Path file) {
        try (DigestInputStream in =
                new DigestInputStream(Files.newInputStream(file), MessageDigest.getInstance("MD5"))) {
            in.transferTo(OutputStream.nullOutputStream());
            return HexFormat.of().formatHex(in.getMessageDigest().digest());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
