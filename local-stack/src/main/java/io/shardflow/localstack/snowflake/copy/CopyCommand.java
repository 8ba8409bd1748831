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
import io.shardflow.localstack.snowflake.answer.Column;
import io.shardflow.localstack.snowflake.catalog.TableDef;
import io.shardflow.localstack.snowflake.error.SnowflakeError;
import io.shardflow.localstack.snowflake.session.Request;
import io.shardflow.localstack.snowflake.session.TransactionCommands;
import io.shardflow.localstack.snowflake.stage.Loads;
import io.shardflow.localstack.snowflake.stage.Stages;
import io.shardflow.localstack.snowflake.syntax.Tokens;
import io.shardflow.localstack.snowflake.transaction.Quirk;
import io.shardflow.localstack.snowflake.transaction.Transaction;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** COPY INTO a table from a stage. */
public final class CopyCommand {
    private CopyCommand() {}

    public static Answer run(final Request request) throws SQLException {
        final Tokens in = request.in();
        in.expectWord("COPY");
        in.expectWord("INTO");
        final TableDef table = request.session().table(in.name());
        final List<TableDef.Column> listed = in.atSymbol("(") ? table.listed(in.identifiers()) : null;
        in.expectWord("FROM");
        final List<FieldExpression> expressions = in.acceptSymbol("(") ? Transformation.parse(in) : null;
        final Stages.Location location = StageCommands.location(request);
        if (expressions != null) {
            in.expectSymbol(")");
        }
        final CopyOptions options = CopyOptions.parse(in);
        final RowShape shape = shape(request, table, listed, expressions, options);
        if (request.describeOnly()) {
            return Answer.of(Answer.COPY, columns(), List.of());
        }
        final List<Path> files = files(location, options);
        final boolean commits = request.standIn().switches().has(Quirk.COPY_COMMITS);
        if (commits) {
            TransactionCommands.commit(request.session());
        }
        final List<List<String>> rows = TransactionCommands.write(
                request,
                table,
                "COPY",
                transaction -> load(request, transaction, table, location, options, shape, files));
        if (commits) {
            TransactionCommands.commit(request.session());
        }
        return rows.isEmpty()
                ? Answer.status(Answer.COPY, "Copy executed with 0 files processed.")
                : Answer.of(Answer.COPY, columns(), rows);
    }

    private static RowShape shape(
            final Request request,
            final TableDef table,
            final List<TableDef.Column> listed,
            final List<FieldExpression> expressions,
            final CopyOptions options) {
        final Tokens in = request.in();
        final boolean byName = !options.match().equals("NONE");
        if (expressions != null) {
            if (byName) {
                throw SnowflakeError.syntax("MATCH_BY_COLUMN_NAME does not go with a SELECT", in.sql());
            }
            return new Transformation(
                    listed == null ? table.columns() : listed, expressions, InputFormats.of(request.session()));
        }
        if (listed != null) {
            throw SnowflakeError.syntax("COPY with columns but without a SELECT is not known here", in.sql());
        }
        return byName
                ? new NamedFields(table.columns(), options.match().equals("CASE_INSENSITIVE"))
                : new WholeRecord(table.columns());
    }

    private static List<Column> columns() {
        return List.of(
                Column.text("file"),
                Column.text("status"),
                Column.number("rows_parsed"),
                Column.number("rows_loaded"),
                Column.number("error_limit"),
                Column.number("errors_seen"),
                Column.text("first_error"),
                Column.number("first_error_line"),
                Column.number("first_error_character"),
                Column.text("first_error_column_name"));
    }

    private static List<Path> files(final Stages.Location location, final CopyOptions options) {
        if (options.files().isEmpty()) {
            return Stages.files(location);
        }
        final List<Path> files = new ArrayList<>();
        for (final String name : options.files()) {
            final Path file = location.stage().resolve(location.path()).resolve(name);
            if (!Files.isRegularFile(file)) {
                throw new SnowflakeError(
                        "091016",
                        "22000",
                        "Remote file '" + name
                                + "' was not found. There are several potential causes. The file might not exist.");
            }
            files.add(file);
        }
        return files;
    }

    private static List<List<String>> load(
            final Request request,
            final Transaction transaction,
            final TableDef table,
            final Stages.Location location,
            final CopyOptions options,
            final RowShape shape,
            final List<Path> files)
            throws SQLException {
        final List<List<String>> rows = new ArrayList<>();
        final Loads loads = request.standIn().loads();
        for (final Path file : files) {
            final String name = Stages.nameIn(location, file);
            final String key = location.stage().getFileName() + "/" + name;
            final String etag = StageCommands.md5(file);
            final boolean known =
                    !options.force() && loads.known(request.session().h2(), table, key, etag);
            if (known || !loads.mark(transaction, table, key)) {
                continue;
            }
            final long count = new JsonLoader(request, table, options, shape).load(file, name);
            loads.remember(request.session().h2(), table, key, etag);
            if (request.standIn().switches().has(Quirk.ROLLBACK_KEEPS_LOADS)) {
                loads.keep(table, key, etag);
            }
            rows.add(Arrays.asList(
                    name, "LOADED", Long.toString(count), Long.toString(count), "1", "0", null, null, null, null));
        }
        if (options.purge()) {
            files.forEach(CopyCommand::purge);
        }
        return rows;
    }

    private static void purge(final Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
