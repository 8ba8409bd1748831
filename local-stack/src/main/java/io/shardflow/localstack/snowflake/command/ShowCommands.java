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
package io.shardflow.localstack.snowflake.command;

import io.shardflow.localstack.snowflake.answer.Answer;
import io.shardflow.localstack.snowflake.catalog.Policies;
import io.shardflow.localstack.snowflake.catalog.TableDef;
import io.shardflow.localstack.snowflake.session.Request;
import io.shardflow.localstack.snowflake.session.Session;
import io.shardflow.localstack.snowflake.syntax.Tokens;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** DESC TABLE and SHOW TABLES; finds the other objects of DESC and SHOW. */
final class ShowCommands {
    private ShowCommands() {}

    static Answer describe(final Request request) throws SQLException {
        final Tokens in = request.in();
        in.next();
        if (in.acceptWord("TRANSACTION")) {
            return ShowTransactions.describe(request);
        }
        in.expectWord("TABLE");
        final TableDef table = request.session().table(in.name());
        in.expectEnd();
        final List<List<String>> rows = new ArrayList<>();
        for (final TableDef.Column column : table.columns()) {
            final String policy = request.standIn().policies().of(table.name()).stream()
                    .filter(p -> column.name().equals(p.column()))
                    .map(Policies.Reference::policy)
                    .findFirst()
                    .orElse(null);
            rows.add(Arrays.asList(
                    column.name(),
                    column.type().describe(),
                    "COLUMN",
                    column.notNull() ? "N" : "Y",
                    column.defaultSql(),
                    "N",
                    "N",
                    null,
                    null,
                    null,
                    policy,
                    null));
        }
        return Answer.of(
                Answer.DESCRIBE,
                Answer.textColumns(
                        "name",
                        "type",
                        "kind",
                        "null?",
                        "default",
                        "primary key",
                        "unique key",
                        "check",
                        "expression",
                        "comment",
                        "policy name",
                        "privacy domain"),
                rows);
    }

    static Answer show(final Request request) throws SQLException {
        final Tokens in = request.in();
        in.expectWord("SHOW");
        in.acceptWord("TERSE");
        if (in.acceptWord("TABLES")) {
            return tables(request);
        }
        if (in.acceptWord("COLUMNS")) {
            return ShowColumns.columns(request);
        }
        if (in.acceptWord("PRIMARY")) {
            return ShowColumns.primaryKeys(request);
        }
        if (in.acceptWord("TRANSACTIONS")) {
            return ShowTransactions.transactions(request);
        }
        if (in.acceptWord("LOCKS")) {
            return ShowTransactions.locks(request);
        }
        throw in.unknownStatement();
    }

    private static Answer tables(final Request request) throws SQLException {
        final Tokens in = request.in();
        final Session session = request.session();
        final Pattern like = in.acceptWord("LIKE") ? like(in.string()) : Pattern.compile(".*", Pattern.DOTALL);
        String database = session.database();
        String schema = session.schema();
        if (in.acceptWord("IN")) {
            if (in.acceptWord("ACCOUNT")) {
                database = null;
                schema = null;
            } else if (in.acceptWord("DATABASE")) {
                database = in.identifier();
                schema = null;
            } else {
                in.acceptWord("SCHEMA");
                final List<String> name = in.name();
                schema = name.getLast();
                database = name.size() == 2 ? name.get(0) : database;
            }
        }
        in.expectEnd();
        final String inDatabase = database;
        final String inSchema = schema;
        final List<List<String>> rows = Stream.concat(
                        request.standIn().catalog().tables().stream(), session.temporaryTables().values().stream())
                .filter(t -> inDatabase == null || t.name().database().equals(inDatabase))
                .filter(t -> inSchema == null || t.name().schema().equals(inSchema))
                .filter(t -> like.matcher(t.name().name()).matches())
                .filter(t -> request.standIn().access().lists(session, t))
                .sorted(Comparator.comparing(t -> t.name().toString()))
                .map(t -> List.of(
                        t.created().toString(),
                        t.name().name(),
                        t.name().database(),
                        t.name().schema(),
                        t.kind()))
                .toList();
        return Answer.of(
                Answer.SHOW, Answer.textColumns("created_on", "name", "database_name", "schema_name", "kind"), rows);
    }

    /** LIKE of SHOW ignores case, as Snowflake documents. */
    private static Pattern like(final String pattern) {
        final StringBuilder regex = new StringBuilder();
        for (int i = 0; i < pattern.length(); i++) {
            final char c = pattern.charAt(i);
            if (c == '\\' && i + 1 < pattern.length()) {
                regex.append(Pattern.quote(String.valueOf(pattern.charAt(++i))));
            } else {
                regex.append(c == '%' ? ".*" : c == '_' ? "." : Pattern.quote(String.valueOf(c)));
            }
        }
        return Pattern.compile(regex.toString(), Pattern.CASE_INSENSITIVE | Pattern.DOTALL);
    }
}
