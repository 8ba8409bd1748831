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

import io.shardflow.nifi.snowflake.ledger.Loan;
import java.sql.Connection;
import java.util.Map;

/** Our own pool, with a watch over the statements of those who tell their name, as our processors do. */
final class WatchedPool extends SnowflakeConnectionPool {

    final StatementWatch watch = new StatementWatch();

    @Override
    public Connection getConnection(final Map<String, String> attributes) {
        return watch.watched(super.getConnection(attributes));
    }

    @Override
    public Connection lend(final Map<String, String> attributes, final Loan loan) {
        return watch.watched(super.lend(attributes, loan));
    }
}
