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
package io.shardflow.nifi.snowflake.target;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.shardflow.nifi.snowflake.SnowflakeForTests;
import io.shardflow.nifi.snowflake.ledger.AttemptId;
import io.shardflow.nifi.snowflake.load.WarehouseException;
import io.shardflow.nifi.snowflake.name.Identifier;
import io.shardflow.nifi.snowflake.name.TableNames;
import io.shardflow.nifi.snowflake.schema.ColumnType;
import io.shardflow.nifi.snowflake.schema.DescribedColumn;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.List;
import org.apache.nifi.util.MockComponentLog;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class TargetsTest {

    private static final List<DescribedColumn> FIELDS = List.of(
            DescribedColumn.of(new Identifier("KINESISMETADATA"), ColumnType.VARIANT),
            DescribedColumn.of(new Identifier("ID"), ColumnType.VARIANT));

    @RegisterExtension
    private static final SnowflakeForTests SNOWFLAKE = new SnowflakeForTests();

    private final Targets targets = new Targets(
            table -> new Target(
                    TargetSettings.through(SNOWFLAKE::connect),
                    () -> AttemptId.random("SF"),
                    table,
                    new MockComponentLog("1", this),
                    System::nanoTime),
            2);

    private Connection only;

    private Target use(final String name) {
        return targets.use(TableNames.own(name));
    }

    private void pass(final String name) {
        targets.release(use(name));
    }

    @Test
    void namesUnderWhichNothingWasLoadedAreForgotten() {
        for (int i = 0; i < 1000; i++) {
            pass("NAME_" + i);
        }
        assertThat(targets.size()).isEqualTo(2);
    }

    @Test
    void oneInUseStaysOpenAndAnIdleOneIsOpenedAnew() throws Exception {
        final Target used = use("USED");
        final Target idle = use("IDLE");
        final Target.Open usedOpen = used.open(FIELDS);
        final Target.Open idleOpen = idle.open(FIELDS);
        targets.release(idle);
        pass("OTHER");
        pass("ANOTHER");

        assertThat(use("USED").open(FIELDS)).isSameAs(usedOpen);
        assertThat(use("IDLE").open(FIELDS)).isNotSameAs(idleOpen);
    }

    @Test
    void ofOneThatWasClosedTheLedgerIsStillRequired() throws Exception {
        final Target target = use("KNOWN");
        target.open(FIELDS);
        targets.release(target);
        pass("SECOND");
        pass("THIRD");
        SNOWFLAKE.execute("DROP TABLE KNOWN_SHARDFLOW_GUARD");

        for (int i = 0; i < 2; i++) {
            assertThatExceptionOfType(WarehouseException.class)
                    .isThrownBy(() -> use("KNOWN").open(FIELDS))
                    .withMessageContaining("Stop all writers of this table");
            targets.release(use("KNOWN"));
            targets.release(use("KNOWN"));
            pass("FOURTH");
            pass("FIFTH");
        }
    }

    /** A pool of one. */
    private Connection onlyConnection() throws SQLException {
        if (only != null && !only.isClosed()) {
            throw new SQLTransientConnectionException("all connections are in use");
        }
        only = SNOWFLAKE.connect();
        return only;
    }

    @Test
    void theLogTellsOnceThatThereWasNoConnectionToTryUpdatesWith() throws Exception {
        final MockComponentLog log = new MockComponentLog("1", this);
        final Target target = new Target(
                TargetSettings.through(this::onlyConnection),
                () -> AttemptId.random("SF"),
                TableNames.own("UNTRIED"),
                log,
                System::nanoTime);
        target.reopen(target.open(FIELDS));
        target.open(FIELDS);
        assertThat(log.getInfoMessages()).singleElement().satisfies(message -> assertThat(message.getMsg())
                .contains("UNTRIED", "all connections are in use", "Maximum Connections"));
        assertThat(log.getWarnMessages()).isEmpty();
    }
}
