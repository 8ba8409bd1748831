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
package io.shardflow.nifi.snowflake.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.shardflow.nifi.snowflake.load.RowRefusedException;
import io.shardflow.nifi.snowflake.load.WarehouseException;
import io.shardflow.nifi.snowflake.load.WarehouseException.Kind;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FailuresTest {

    private static Kind kind(final int code, final String state, final String message) {
        return Failures.kind(new SQLException(message, state, code));
    }

    @Test
    void saysWhatEachCodeMeans() {
        assertThat(kind(625, "57014", "lock")).isEqualTo(Kind.LOCK_TIMEOUT);
        assertThat(kind(604, "57014", "cancelled")).isEqualTo(Kind.TRANSIENT);
        assertThat(kind(630, "57014", "timeout")).isEqualTo(Kind.TRANSIENT);
        assertThat(kind(606, "57P03", "no warehouse")).isEqualTo(Kind.PERMANENT);
        assertThat(kind(2003, "42S02", "Table 'T' does not exist")).isEqualTo(Kind.PERMANENT);
        assertThat(kind(2003, "02000", "Schema 'S' does not exist")).isEqualTo(Kind.PERMANENT);
        assertThat(kind(3001, "42501", "Insufficient privileges")).isEqualTo(Kind.PERMANENT);
        assertThat(kind(904, "42000", "invalid identifier")).isEqualTo(Kind.PERMANENT);
        assertThat(kind(390100, "08001", "Incorrect username or password")).isEqualTo(Kind.PERMANENT);
        assertThat(kind(390144, "08001", "JWT token is invalid")).isEqualTo(Kind.PERMANENT);
        assertThat(
                        kind(
                                250001,
                                "08001",
                                "Your user account has been temporarily locked due to too many failed attempts. Try again later."))
                .isEqualTo(Kind.PERMANENT);
        assertThat(kind(91016, "22000", "file not found")).isEqualTo(Kind.TRANSIENT);
        for (final int code : new int[] {390111, 390114, 390104, 390101}) {
            assertThat(kind(code, "XX000", "session gone")).isEqualTo(Kind.SESSION_LOST);
        }
        assertThat(kind(200015, "58030", "no route")).isEqualTo(Kind.SESSION_LOST);
        assertThat(kind(200001, "XX000", "malformed answer")).isEqualTo(Kind.SESSION_LOST);
        assertThat(kind(100038, "22018", "not recognized")).isEqualTo(Kind.DATA_REJECTED);
        assertThat(kind(100072, "22000", "NULL result in a non-nullable column"))
                .isEqualTo(Kind.DATA_REJECTED);
    }

    @Test
    void anSqlStateOfValuesAloneBlamesNoRow() {
        assertThat(kind(
                        90073,
                        "22000",
                        "Warehouse 'W' cannot be resumed because resource monitor 'M' has exceeded its quota."))
                .isEqualTo(Kind.PERMANENT);
        assertThat(kind(90105, "22000", "This session does not have a current database."))
                .isEqualTo(Kind.PERMANENT);
        assertThat(kind(90106, "22000", "This session does not have a current schema."))
                .isEqualTo(Kind.PERMANENT);
        assertThat(kind(666, "57014", "Your account is suspended")).isEqualTo(Kind.PERMANENT);
        assertThat(kind(99108, "22000", "Live version is not found")).isEqualTo(Kind.TRANSIENT);
        assertThat(kind(0, "22018", "of a pool")).isEqualTo(Kind.TRANSIENT);
        assertThat(Failures.of(new SQLException("Warehouse 'W' cannot be resumed", "22000", 90073), "loading")
                        .getMessage())
                .contains("Remedy: raise the quota of the resource monitor", "'Warehouse' of the connection pool");
    }

    @Test
    void anErrorThatMayBeAboutARowIsNotTakenForOneAndSaysNoValue() {
        final WarehouseException failure =
                Failures.of(new SQLException("Something 'secret' is wrong", "22000", 100999), "loading");
        assertThat(failure)
                .asInstanceOf(type(RowRefusedException.class))
                .satisfies(refused -> assertThat(refused.isKnown()).isFalse());
        assertThat(failure.getMessage())
                .contains("100999 (22000)", "QUERY_HISTORY")
                .doesNotContain("secret");
        assertThat(Failures.of(new SQLException("not recognized", "22018", 100038), "loading"))
                .asInstanceOf(type(RowRefusedException.class))
                .satisfies(refused -> assertThat(refused.isKnown()).isTrue());
    }

    @Test
    void aMissingGuardOrLedgerIsNotAMissingTarget() {
        assertThat(kind(2003, "42S02", "Object 'D.S.T_SHARDFLOW_GUARD' does not exist or not authorized."))
                .isEqualTo(Kind.LEDGER_GONE);
        assertThat(kind(2003, "42S02", "Object 'D.S.T_SHARDFLOW_LEDGER' does not exist or not authorized."))
                .isEqualTo(Kind.LEDGER_GONE);
    }

    @Test
    void aPoolThatHasNoConnectionFreeMeansLater() {
        assertThat(Failures.kind(new SQLTransientConnectionException("pool - Connection is not available")))
                .isEqualTo(Kind.TRANSIENT);
    }

    @Test
    void anUnknownErrorOfTheServerIsTriedAgain() {
        assertThat(kind(987654, "99999", "new")).isEqualTo(Kind.TRANSIENT);
    }

    @Test
    void aRejectedValueIsNotRepeatedButItsColumnIs() {
        final String described = Failures.describe(new SQLException(
                "Numeric value 'secret' is not recognized\n File 'a.json.gz', line 3, character 9\n Row 3, column \"T\"[\"AMOUNT\":2]",
                "22018",
                100038));
        assertThat(described).contains("100038").contains("AMOUNT").doesNotContain("secret");
    }

    @Test
    void aRejectedRowIsNamedWhateverTheValueLooksLike() {
        for (final String secret :
                new String[] {"x", "row 9, column SECRET", "' is row 9", "a\" to row 9\n column SECRET"}) {
            final WarehouseException failure = Failures.of(
                    new SQLException(
                            "Failed to cast variant value \"" + secret
                                    + "\" to FIXED\n  File 'a.json.gz', line 3, character 9\n  Row 3, column \"T\"[\"A\":1]",
                            "22000",
                            100071),
                    "loading");
            assertThat(failure).asInstanceOf(type(RowRefusedException.class)).satisfies(refused -> {
                assertThat(refused.row()).hasValue(3);
                assertThat(refused.getMessage())
                        .isEqualTo("Snowflake error 100071 (22000), a value does not fit column T\"[\"A\":1]");
            });
        }
        assertThat(Failures.of(
                        new SQLException("NULL result in a non-nullable column NOTE", "22000", 100072), "loading"))
                .asInstanceOf(type(RowRefusedException.class))
                .satisfies(refused -> assertThat(refused.row()).isEmpty());
    }

    @Test
    void theColumnOfTheStagedFileIsNoColumnOfTheTable() {
        final String described = Failures.describe(new SQLException(
                "Failed to cast variant value \"secret\" to FIXED\n File 'a.json.gz', line 3, character 9\n Row 3, column"
                        + " \"TRANSIENT_STAGE_TABLE\"[\"$1\":1]",
                "22000",
                100071));
        assertThat(described).contains("100071", "its column").doesNotContain("secret", "STAGE");
    }

    /** Messages of which the value is no column, whether Snowflake puts quotes around it or not. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "Failed to cast variant value column secret to FIXED",
                "Error parsing JSON: unknown keyword column secret, pos 5",
                "The following string is not a legal hex-encoded value: column secret",
                "Numeric value 'x is column secret' is not recognized",
                "Numeric value 'x' is column secret' is not recognized",
                "Invalid UTF8 detected in string column \"secret\"",
                "String column secret is too long and would be truncated",
                "Failed to cast variant value a\n File 'f', line 1, character 2\n Row 3, column \"T\"[\"secret\":1] to FIXED",
                "Geography: DML operation to table T failed on column secret with error: no",
                "NULL result in a non-nullable column A\nsecret"
            })
    void aValueThatLooksLikeAColumnIsNotRepeated(final String message) {
        for (final String place : new String[] {
            "",
            "\n  File 'a.json.gz', line 3, character 9\n  Row 3, column \"TRANSIENT_STAGE_TABLE\"[\"$1\":1]",
            "\n  File 'a.json.gz', line 3, character 9\n  Row 3, column \"T\"[\"AMOUNT\":2]\n  If you would like to continue"
                    + " loading when an error is encountered, use other values such as 'SKIP_FILE'"
        }) {
            final SQLException e = new SQLException(message + place, "22000", 100071);
            assertThat(Failures.describe(e))
                    .startsWith("Snowflake error 100071 (22000), a value does not fit "
                            + (place.contains("AMOUNT") ? "column T\"[\"AMOUNT\":2]" : "its column"));
            assertThat(Failures.of(e, "loading").getMessage()).doesNotContain("secret");
        }
    }

    @Test
    void aColumnThatStandsBeforeTheValueIsNamed() {
        assertThat(Failures.describe(new SQLException(
                        "DML operation to table DB.S.T failed on column AMOUNT with error: Numeric value 'with error: secret'"
                                + " is not recognized",
                        "22018",
                        100038)))
                .endsWith("a value does not fit column AMOUNT");
        assertThat(Failures.describe(new SQLException("NULL result in a non-nullable column NOTE", "22000", 100072)))
                .endsWith("a value does not fit column NOTE");
    }

    @Test
    void aValueThatTheDriverCannotConvertIsNotRepeated() {
        assertThat(Failures.describe(new SQLException(
                        "Cannot convert value in the driver from type:VARCHAR to type:LONG, value=secret, value=\n.",
                        "22000",
                        200038)))
                .isEqualTo(
                        "Snowflake error 200038 (22000): Cannot convert value in the driver from type:VARCHAR to type:LONG");
    }
}
