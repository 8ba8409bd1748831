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
package io.shardflow.localstack.snowflake;

import static io.shardflow.localstack.snowflake.RunningStandIn.rows;
import static io.shardflow.localstack.snowflake.RunningStandIn.update;
import static io.shardflow.localstack.snowflake.RunningStandIn.value;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The statements that PutSnowflake speaks, in their order: create, fast load, slow load with the look, set, commit, clean up. */
class LoadProtocolTest {
    @RegisterExtension
    static final RunningStandIn STAND_IN = new RunningStandIn();

    private static final String AT = "\"DEMO_DB\".\"PUBLIC\".";
    private static final String STREAM = ".\"KINESISMETADATA\":stream::VARCHAR";
    private static final String SHARD = ".\"KINESISMETADATA\":shardId::VARCHAR";
    private static final String NUMBER = ".\"KINESISMETADATA\":sequenceNumber::VARCHAR";
    private static final String SUB = ".\"KINESISMETADATA\":subSequenceNumber::VARCHAR";
    private static final String ARRIVAL = "TRY_CAST(T.\"KINESISMETADATA\":approximateArrival::VARCHAR AS NUMBER(38,0))";

    private static String record(final String shard, final String number, final int value) {
        return "{\"kinesisMetadata\":{\"stream\":\"orders\",\"shardId\":\"" + shard
                + "\",\"approximateArrival\":1000,\"sequenceNumber\":\"" + number + "\",\"subSequenceNumber\":0},\"a\":"
                + value + "}\n";
    }

    private static String look(final String in) {
        return "SELECT G.\"LEDGER_ID\" AS \"SHARDFLOW$LEDGER_ID\", G.\"TOKEN\" AS \"SHARDFLOW$GUARD_TOKEN\", K.\"STREAM\" AS \"SHARDFLOW$STREAM\","
                + " K.\"SHARD\" AS \"SHARDFLOW$SHARD\", L.\"TOKEN\" AS \"SHARDFLOW$TOKEN\", H.\"HIGHEST\" AS \"SHARDFLOW$HIGHEST\","
                + " M.\"SHARDFLOW$MISSING\", M.\"KINESISMETADATA\", M.\"A\" FROM " + AT
                + "\"T_SHARDFLOW_GUARD\" G CROSS JOIN (SELECT DISTINCT I" + STREAM
                + " AS \"STREAM\", I" + SHARD + " AS \"SHARD\" FROM " + in + " I) K LEFT JOIN " + AT
                + "\"T_SHARDFLOW_LEDGER\" L ON L.\"STREAM\" = K.\"STREAM\" AND L.\"SHARD\" = K.\"SHARD\" LEFT JOIN (SELECT T"
                + STREAM
                + " AS \"STREAM\", T" + SHARD + " AS \"SHARD\", MAX(LPAD(LENGTH(T" + NUMBER + "), 3, '0') || T" + NUMBER
                + " || LPAD(COALESCE(T" + SUB
                + ", '0'), 20, '0')) AS \"HIGHEST\" FROM " + AT
                + "\"T\" T GROUP BY 1, 2) H ON H.\"STREAM\" = K.\"STREAM\" AND H.\"SHARD\" = K.\"SHARD\" LEFT JOIN (SELECT TRUE AS \"SHARDFLOW$MISSING\", I.* FROM "
                + in + " I WHERE NOT EXISTS (SELECT 1 FROM " + AT + "\"T\" T WHERE T" + STREAM + " = I" + STREAM
                + " AND T" + SHARD + " = I" + SHARD
                + " AND T" + NUMBER + " = I" + NUMBER + " AND COALESCE(T" + SUB + ", '0') = COALESCE(I" + SUB
                + ", '0') AND ((T" + STREAM
                + " = 'orders' AND T" + SHARD + " = 'shardId-0' AND (" + ARRIVAL + " BETWEEN 0 AND 2000 OR " + ARRIVAL
                + " IS NULL)) OR (T" + SHARD
                + " = 'shardId-1' AND (" + ARRIVAL + " BETWEEN 0 AND 2000 OR " + ARRIVAL + " IS NULL))))) M ON M"
                + STREAM + " = K.\"STREAM\" AND M"
                + SHARD + " = K.\"SHARD\"";
    }

    private static void stage(final Connection c, final String attempt, final String records) throws Exception {
        final Path file = STAND_IN.gzip(attempt + "_0.json.gz", records);
        update(c, "CREATE TEMPORARY STAGE " + AT + "\"" + attempt + "_STAGE\"");
        rows(
                c,
                "PUT 'file://" + file + "' '@" + AT + "\"" + attempt
                        + "_STAGE\"' AUTO_COMPRESS=FALSE SOURCE_COMPRESSION=GZIP OVERWRITE=FALSE");
    }

    private static int copy(final Connection c, final String table, final String attempt) throws SQLException {
        return update(
                c,
                "COPY INTO " + table + " FROM '@" + AT + "\"" + attempt + "_STAGE\"' FILES=('" + attempt
                        + "_0.json.gz') FILE_FORMAT=(TYPE=JSON COMPRESSION=GZIP) MATCH_BY_COLUMN_NAME=CASE_INSENSITIVE ON_ERROR=ABORT_STATEMENT");
    }

    private static int set(final Connection c, final String attempt, final String read, final String number)
            throws SQLException {
        try (PreparedStatement set = c.prepareStatement("UPDATE " + AT
                + "\"T_SHARDFLOW_LEDGER\" SET \"TOKEN\"=?, \"SEQUENCE_NUMBER\"=CASE WHEN \"STREAM\"=? AND \"SHARD\"=? THEN ? END,"
                + " \"COMMITTED_AT\"=CURRENT_TIMESTAMP() WHERE (\"STREAM\"=? AND \"SHARD\"=? AND \"TOKEN\"=?)")) {
            final String[] values = {attempt, "orders", "shardId-0", number, "orders", "shardId-0", read};
            for (int i = 0; i < values.length; i++) {
                set.setString(i + 1, values[i]);
            }
            return set.executeUpdate();
        }
    }

    @Test
    void fastThenSlowLoadsEachRecordOnce() throws Exception {
        try (Connection c = STAND_IN.connect()) {
            update(c, "CREATE TABLE IF NOT EXISTS " + AT + "\"T\" (\"KINESISMETADATA\" VARIANT, \"A\" VARIANT)");
            update(
                    c,
                    "CREATE TABLE IF NOT EXISTS " + AT
                            + "\"T_SHARDFLOW_GUARD\" AS SELECT 'id'::VARCHAR AS \"LEDGER_ID\", 'g'::VARCHAR AS \"TOKEN\", ''::VARCHAR AS \"LOCKED_BY\"");
            update(
                    c,
                    "CREATE TABLE IF NOT EXISTS " + AT
                            + "\"T_SHARDFLOW_LEDGER\" (\"STREAM\" VARCHAR NOT NULL, \"SHARD\" VARCHAR NOT NULL, \"TOKEN\" VARCHAR NOT NULL, \"SEQUENCE_NUMBER\" VARCHAR, \"COMMITTED_AT\" TIMESTAMP_LTZ)");
            update(
                    c,
                    "INSERT INTO " + AT
                            + "\"T_SHARDFLOW_LEDGER\" (\"STREAM\", \"SHARD\", \"TOKEN\") SELECT 'orders', 'shardId-0', 't0' WHERE NOT EXISTS (SELECT 1 FROM "
                            + AT + "\"T_SHARDFLOW_LEDGER\" WHERE \"STREAM\"='orders' AND \"SHARD\"='shardId-0')");

            stage(c, "SF_1", record("shardId-0", "5", 1) + record("shardId-0", "10", 2));
            update(c, "BEGIN NAME SF_1");
            assertThat(copy(c, AT + "\"T\"", "SF_1")).isEqualTo(2);
            assertThat(update(
                            c,
                            "UPDATE " + AT + "\"T_SHARDFLOW_GUARD\" SET \"LOCKED_BY\"='SF_1' WHERE \"LEDGER_ID\"='id'"))
                    .isEqualTo(1);
            assertThat(set(c, "SF_1", "wrong", "10")).isZero();
            assertThat(set(c, "SF_1", "t0", "10")).isEqualTo(1);
            update(c, "COMMIT");

            stage(c, "SF_2", record("shardId-0", "10", 2) + record("shardId-0", "11", 3) + record("shardId-1", "5", 4));
            update(c, "CREATE TEMPORARY TABLE " + AT + "\"SF_2_IN\" (\"KINESISMETADATA\" VARIANT, \"A\" VARIANT)");
            assertThat(copy(c, AT + "\"SF_2_IN\"", "SF_2")).isEqualTo(3);
            update(c, "COMMIT");
            update(c, "CREATE TEMPORARY TABLE " + AT + "\"SF_2_LOOK\" AS " + look(AT + "\"SF_2_IN\""));
            assertThat(rows(
                            c,
                            "SELECT \"SHARDFLOW$SHARD\", \"SHARDFLOW$TOKEN\", \"SHARDFLOW$HIGHEST\", COUNT(\"SHARDFLOW$MISSING\") FROM "
                                    + AT + "\"SF_2_LOOK\" GROUP BY 1, 2, 3 ORDER BY 1"))
                    .containsExactly("shardId-0|SF_1|0021000000000000000000000|1", "shardId-1|null|null|1");
            update(c, "BEGIN NAME SF_2");
            assertThat(update(c, "INSERT INTO " + AT + "\"SF_2_LOOK\" " + look(AT + "\"SF_2_IN\"")))
                    .isEqualTo(2);
            update(c, "ROLLBACK");
            update(c, "BEGIN NAME SF_2");
            assertThat(update(
                            c,
                            "INSERT INTO " + AT
                                    + "\"T\" (\"KINESISMETADATA\", \"A\") SELECT \"KINESISMETADATA\", \"A\" FROM " + AT
                                    + "\"SF_2_LOOK\" WHERE \"SHARDFLOW$MISSING\""))
                    .isEqualTo(2);
            update(c, "COMMIT");
            update(c, "DROP TABLE IF EXISTS " + AT + "\"SF_2_LOOK\"");
            update(c, "DROP TABLE IF EXISTS " + AT + "\"SF_2_IN\"");
            update(c, "DROP STAGE IF EXISTS " + AT + "\"SF_2_STAGE\"");
            assertThat(rows(
                            c,
                            "SELECT \"A\", \"KINESISMETADATA\":sequenceNumber::VARCHAR FROM T ORDER BY \"A\"::NUMBER"))
                    .containsExactly("1|5", "2|10", "3|11", "4|5");
            assertThat(
                            value(
                                    c,
                                    "SELECT COUNT(*), COUNT(DISTINCT \"KINESISMETADATA\":shardId::VARCHAR || \"KINESISMETADATA\":sequenceNumber::VARCHAR) FROM T"))
                    .isEqualTo("4|4");
        }
    }
}
