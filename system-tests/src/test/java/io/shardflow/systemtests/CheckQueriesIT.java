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
package io.shardflow.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import io.shardflow.localstack.Part;
import io.shardflow.localstack.snowflake.LocalAccount;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The queries that docs/state.md gives to find what is missing or doubled. */
@ExtendWith(Shardflow.class)
class CheckQueriesIT {

    private static final Pattern BLOCK = Pattern.compile("```sql\n(.*?);\n```", Pattern.DOTALL);
    private static final int ORDERS = 200;

    @Test
    void theyFindADoubledRowAndCountWhatLanded() throws SQLException, IOException {
        try (Run run = Run.of("check-queries");
                Connection connection = LocalAccount.connect(Shardflow.stack().endpoint(Part.SNOWFLAKE))) {
            run.start();
            run.produce(ORDERS);
            run.assertExact(ORDERS);
            final List<String> queries = queries(run.tableName());
            final String doubles = queries.get(0);
            final String gaps = queries.get(1);
            final String minutes = queries.get(2);

            assertThat(column(connection, doubles, "ROWS")).isEmpty();
            assertThat(column(connection, gaps, "LAST_BEFORE")).isEmpty();
            assertThat(column(connection, minutes, "RECORDS").stream()
                            .mapToLong(Long::parseLong)
                            .sum())
                    .isEqualTo(ORDERS);

            try (Statement statement = connection.createStatement()) {
                statement.execute("INSERT INTO %1$s SELECT * FROM %1$s LIMIT 1".formatted(run.tableName()));
            }
            assertThat(column(connection, doubles, "ROWS")).containsExactly("2");
        }
    }

    private static List<String> queries(final String table) throws IOException {
        final String page = Files.readString(Path.of("..", "docs", "state.md"));
        return BLOCK.matcher(page.substring(page.indexOf("## Check that nothing is missing")))
                .results()
                .map(block -> block.group(1).replace("FROM ORDERS", "FROM " + table))
                .toList();
    }

    private static List<String> column(final Connection connection, final String query, final String name)
            throws SQLException {
        final List<String> values = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            while (rows.next()) {
                values.add(rows.getString(name));
            }
        }
        return values;
    }
}
