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

import io.shardflow.localstack.snowflake.error.SnowflakeError;
import io.shardflow.localstack.snowflake.syntax.Token;
import io.shardflow.localstack.snowflake.syntax.Tokens;

/** What CREATE TABLE says of a table beside its columns. */
final class TableOptions {
    private static final int MOST_DAYS_OF_PERMANENT = 90;
    private static final int MOST_DAYS_OF_OTHERS = 1;

    private final String kind;
    private int retentionDays = 1;

    /** @param kind TABLE, TRANSIENT or TEMPORARY */
    TableOptions(final String kind) {
        this.kind = kind;
    }

    String kind() {
        return kind;
    }

    /** Days of Time Travel. */
    int retentionDays() {
        return retentionDays;
    }

    /** Reads the options that come next; there may be more of them behind AS. */
    void read(final Tokens in) {
        while (in.peek().kind() == Token.Kind.WORD && !in.atWord("AS")) {
            if (in.acceptWord("CLUSTER", "BY")) {
                in.skipGroup();
            } else if (in.acceptWord("DATA_RETENTION_TIME_IN_DAYS")) {
                in.expectSymbol("=");
                retain(in.number());
            } else if (in.acceptWord("COMMENT")
                    || in.acceptWord("ENABLE_SCHEMA_EVOLUTION")
                    || in.acceptWord("CHANGE_TRACKING")) {
                in.expectSymbol("=");
                in.next();
            } else {
                throw in.unexpected("a table option");
            }
        }
    }

    private void retain(final long days) {
        if (days < 0 || days > (kind.equals("TABLE") ? MOST_DAYS_OF_PERMANENT : MOST_DAYS_OF_OTHERS)) {
            throw new SnowflakeError(
                    "001008",
                    "22023",
                    "SQL compilation error:\ninvalid value [" + days + "] for parameter 'DATA_RETENTION_TIME_IN_DAYS'");
        }
        retentionDays = (int) days;
    }
}
