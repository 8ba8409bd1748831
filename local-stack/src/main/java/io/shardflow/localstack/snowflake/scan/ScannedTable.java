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
package io.shardflow.localstack.snowflake.scan;

import io.shardflow.localstack.snowflake.syntax.Token;
import io.shardflow.localstack.snowflake.syntax.Tokens;
import java.util.ArrayList;
import java.util.List;

/**
 * One mention of a table behind FROM or JOIN.
 *
 * @param name as written
 * @param condition of the WHERE, if it directly follows; a table that is joined is read whole, behind LIMIT 0 not at all
 */
record ScannedTable(List<String> name, Condition condition) {

    /** All of a statement, those in its subqueries too. */
    static List<ScannedTable> of(final String sql) {
        final Tokens in = new Tokens(sql);
        final List<ScannedTable> found = new ArrayList<>();
        while (in.peek().kind() != Token.Kind.END) {
            final boolean mention = in.atWord("FROM") || in.atWord("JOIN");
            in.next();
            if (mention && in.peek().isIdentifier()) {
                final int at = in.pos();
                found.add(one(in));
                in.pos(at);
            }
        }
        return found;
    }

    private static ScannedTable one(final Tokens in) {
        final List<String> name = in.name();
        if (in.atWord("LIMIT") && in.peek(1).text().equals("0")) {
            return new ScannedTable(name, new Condition.Any(List.of()));
        }
        in.acceptWord("AS");
        final String alias = in.peek().isIdentifier() && !in.atWord("WHERE") ? in.identifier() : name.getLast();
        return new ScannedTable(
                name, in.acceptWord("WHERE") ? new ConditionReader(in, alias).read() : new Condition.Unknown());
    }
}
