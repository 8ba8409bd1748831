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
package io.shardflow.probe.snowflake;

import io.shardflow.nifi.snowflake.jdbc.OneMetadataColumn;
import io.shardflow.nifi.snowflake.jdbc.TargetColumn;
import io.shardflow.nifi.snowflake.ledger.TargetFacts;
import io.shardflow.nifi.snowflake.ledger.WarehouseSession;
import io.shardflow.nifi.snowflake.load.WarehouseException;
import io.shardflow.nifi.snowflake.name.Identifier;
import io.shardflow.nifi.snowflake.name.QualifiedName;
import io.shardflow.nifi.snowflake.schema.ColumnType;
import io.shardflow.nifi.snowflake.schema.DescribedColumn;
import io.shardflow.nifi.snowflake.schema.EvolutionPlan;
import io.shardflow.nifi.snowflake.schema.SchemaSql;
import io.shardflow.probe.Answer;
import io.shardflow.probe.Answer.Verdict;
import io.shardflow.probe.Check;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;

/** The table's description, and changes of its columns. */
final class TargetChecks {

    private TargetChecks() {}

    static List<Check<ProbePlace>> all() {
        return List.of(
                Check.needed(
                        "columns-described",
                        "DESC TABLE and the columns of a SELECT without rows tell names and types of a table's columns.",
                        "the columns that were made",
                        TargetChecks::described),
                Check.needed(
                        "columns-in-transaction",
                        "A SELECT without rows shows, in an open transaction, that another session has altered the table.",
                        "another column",
                        TargetChecks::altered),
                Check.needed(
                        "alter-repeatable",
                        "ALTER TABLE adds several columns IF NOT EXISTS, and widens and makes nullable several, in one statement"
                                + " each, and the same statements may run again.",
                        "two columns more, both statements run twice",
                        TargetChecks::evolved),
                Check.known(
                        "policies-visible",
                        "The role may ask POLICY_REFERENCES, so that a row access policy on the table is seen.",
                        "answered",
                        TargetChecks::policies),
                Check.needed(
                        "missing-told",
                        "A table that does not exist is told by 002003 or 002043.",
                        "not found, no other error",
                        TargetChecks::missing));
    }

    private static Answer described(final ProbePlace place) throws WarehouseException {
        final ProbeTable table = place.table("DESCRIBED_COLUMNS");
        final List<String> seen = table.sessions().target().columns().stream()
                .map(column -> column.name() + " " + column.type())
                .toList();
        return Answer.of(
                seen.equals(List.of("KINESISMETADATA VARIANT", "ID NUMBER(38,0)", "NAME VARCHAR(16777216)"))
                        && table.sessions().target().shape().isPresent(),
                String.join(", ", seen));
    }

    private static Answer altered(final ProbePlace place) throws WarehouseException, SQLException {
        final ProbeTable table = place.table("ALTERED");
        try (WarehouseSession session = table.open();
                PlainSession other = place.session()) {
            session.begin(place.attempt());
            final String before = session.targetShape();
            other.run("ALTER TABLE " + table.name().sql() + " ADD COLUMN \"MORE\" NUMBER(38,0)");
            final String after = session.targetShape();
            session.rollback();
            return Answer.of(!before.equals(after), before.equals(after) ? "the same columns" : "another column");
        }
    }

    private static Answer evolved(final ProbePlace place) throws WarehouseException, SQLException {
        final QualifiedName name = place.name("EVOLVED");
        try (PlainSession plain = place.session()) {
            plain.run("CREATE TABLE " + name.sql()
                    + " (\"KINESISMETADATA\" VARIANT, \"ID\" NUMBER(5,0) NOT NULL, \"NAME\" VARCHAR(10) NOT NULL)");
        }
        final ProbeTable table = ProbeTable.find(place, name, new OneMetadataColumn(new Identifier("KINESISMETADATA")));
        final EvolutionPlan plan = new EvolutionPlan(
                List.of(
                        DescribedColumn.of(new Identifier("ADDED"), ColumnType.VARIANT),
                        DescribedColumn.of(new Identifier("ALSO"), ColumnType.TIMESTAMP_NTZ)),
                List.of(
                        DescribedColumn.of(new Identifier("ID"), ColumnType.number(38, 0)),
                        DescribedColumn.of(new Identifier("NAME"), ColumnType.text(ColumnType.DEFAULT_TEXT_LENGTH))),
                List.of(new Identifier("ID"), new Identifier("NAME")),
                Map.of(),
                Set.of(),
                table.sessions().target().described());
        final List<String> statements = SchemaSql.alter(name, plan);
        try (WarehouseSession session = table.open()) {
            session.alterTarget(statements);
            session.alterTarget(statements);
        }
        final List<String> seen = table.sessions().describe().columns().stream()
                .map(TargetColumn::type)
                .toList();
        return Answer.of(
                seen.equals(List.of("VARIANT", "NUMBER(38,0)", "VARCHAR(16777216)", "VARIANT", "TIMESTAMP_NTZ(9)")),
                String.join(", ", seen));
    }

    private static Answer policies(final ProbePlace place) throws WarehouseException {
        final ProbeTable table = place.table("POLICIES");
        try (WarehouseSession session = table.open()) {
            final TargetFacts facts = session.targetFacts();
            final Optional<SQLException> error = place.sessions().sent().reversed().stream()
                    .filter(sent -> sent.sql().contains("POLICY_REFERENCES"))
                    .findFirst()
                    .flatMap(RecordedSessions.Sent::error);
            return error.map(TargetChecks::unanswered)
                    .orElseGet(() -> Answer.of(facts.policies().isEmpty(), "answered: " + facts.policies()));
        }
    }

    /** The connector goes on whatever the error is; a statement that is wrong is no right that is missing. */
    static Answer unanswered(final SQLException error) {
        final Answer answer = SnowflakeProbe.failure(error);
        return answer.verdict() == Verdict.NOT_ALLOWED
                ? Answer.notAllowed(
                        answer.seen() + "; whether there is such a policy has to be looked up by a role that may ask")
                : answer;
    }

    private static Answer missing(final ProbePlace place) {
        try {
            ProbeTable.find(place, place.name("MISSING"), new OneMetadataColumn(new Identifier("KINESISMETADATA")));
            return Answer.of(false, "found");
        } catch (final NoSuchElementException e) {
            return Answer.of(true, "not found, no other error");
        } catch (final WarehouseException e) {
            return Answer.of(false, e.getMessage());
        }
    }
}
