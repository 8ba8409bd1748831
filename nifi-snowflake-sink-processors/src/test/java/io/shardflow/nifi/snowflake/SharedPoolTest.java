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
package io.shardflow.nifi.snowflake;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.Statement;
import org.apache.nifi.dbcp.DBCPService;
import org.apache.nifi.util.TestRunner;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Other components use the same pool, and leave in its sessions what they like. */
class SharedPoolTest {

    @RegisterExtension
    static final SnowflakeForTests snowflake = new SnowflakeForTests();

    private static void another(final TestRunner runner, final String sql) throws Exception {
        final DBCPService pool = (DBCPService) runner.getControllerService("pool");
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
            connection.commit();
        }
    }

    @Test
    void aTemporaryTableOfTheTargetsNameIsNotLoadedInto() throws Exception {
        final TestRunner runner = snowflake.runner("HIDDEN");
        runner.enqueue(Records.records(0, 1, 3));
        runner.run(1, false, true);
        another(
                runner,
                "CREATE TEMPORARY TABLE DEMO_DB.PUBLIC.HIDDEN AS SELECT * FROM DEMO_DB.PUBLIC.HIDDEN WHERE 1 = 0");
        runner.enqueue(Records.records(0, 4, 9));
        runner.run(1, false, false);
        runner.enqueue(Records.records(0, 10, 12));
        runner.run(1, true, false);

        runner.assertTransferCount(PutSnowflake.SUCCESS, 3);
        assertThat(snowflake.count("HIDDEN")).isEqualTo(12);
    }

    @Test
    void aSchemaThatAnotherHasChosenIsNotOurs() throws Exception {
        snowflake.execute("CREATE SCHEMA IF NOT EXISTS DEMO_DB.OTHER");
        final TestRunner runner = snowflake.runner("CHOSEN");
        another(runner, "USE SCHEMA OTHER");
        runner.enqueue(Records.records(0, 1, 3));
        runner.run();

        runner.assertTransferCount(PutSnowflake.SUCCESS, 1);
        assertThat(snowflake.count("DEMO_DB.PUBLIC.CHOSEN")).isEqualTo(3);
    }
}
