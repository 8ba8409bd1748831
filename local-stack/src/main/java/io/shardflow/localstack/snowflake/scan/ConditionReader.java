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
import io.shardflow.localstack.snowflake.value.SnowflakeType;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads what follows WHERE, as far as it speaks of the numbers of one table. */
final class ConditionReader {

    private static final Set<String> END = Set.of(
            "AND", "OR", "GROUP", "ORDER", "LIMIT", "HAVING", "QUALIFY", "UNION", "EXCEPT", "MINUS", "INTERSECT");

    private final Tokens in;
    private final String alias;

    ConditionReader(final Tokens in, final String alias) {
        this.in = in;
        this.alias = alias;
    }

    Condition read() {
        final List<Condition> parts = new ArrayList<>();
        do {
            parts.add(all());
        } while (in.acceptWord("OR"));
        return parts.size() == 1 ? parts.getFirst() : new Condition.Any(parts);
    }

    private Condition all() {
        final List<Condition> parts = new ArrayList<>();
        do {
            parts.add(part());
        } while (in.acceptWord("AND"));
        return parts.size() == 1 ? parts.getFirst() : new Condition.All(parts);
    }

    private Condition part() {
        final int from = in.pos();
        if (in.acceptSymbol("(") && !in.atWord("SELECT")) {
            final Condition inner = read();
            if (in.acceptSymbol(")") && atEnd()) {
                return inner;
            }
        }
        in.pos(from);
        final Optional<Condition> known = operand().flatMap(this::comparison);
        if (known.isPresent() && atEnd()) {
            return known.get();
        }
        in.pos(from);
        skip();
        return new Condition.Unknown();
    }

    private boolean atEnd() {
        final Token token = in.peek();
        return token.kind() == Token.Kind.END
                || token.isSymbol(")")
                || token.isSymbol(";")
                || token.kind() == Token.Kind.WORD && END.contains(token.text());
    }

    private void skip() {
        boolean between = false;
        int cases = 0;
        while (!atEnd() || (between || cases > 0) && in.peek().kind() == Token.Kind.WORD) {
            if (in.atSymbol("(")) {
                in.skipGroup();
                continue;
            }
            between = in.atWord("BETWEEN") || between && !in.atWord("AND");
            cases += in.atWord("CASE") ? 1 : in.atWord("END") ? -1 : 0;
            in.next();
        }
    }

    /** A column, or a path that is cast straight to a whole number. */
    private Optional<Operand> operand() {
        if (!in.peek().isIdentifier()
                || !in.peek(1).isSymbol(".")
                || !in.peek(2).isIdentifier()) {
            return Optional.empty();
        }
        if (!in.identifier().equals(alias)) {
            return Optional.empty();
        }
        in.next();
        final String column = in.identifier();
        final List<String> path = new ArrayList<>();
        while (in.acceptSymbol(":") || !path.isEmpty() && in.acceptSymbol(".")) {
            final Token step = in.peek();
            in.identifier();
            path.add(step.kind() == Token.Kind.WORD ? in.raw(step) : step.text());
        }
        if (!in.acceptSymbol("::")) {
            return path.isEmpty() ? Optional.of(new Operand(column, path)) : Optional.empty();
        }
        final SnowflakeType type = SnowflakeType.parse(in);
        return !path.isEmpty() && type.name().equals("NUMBER") && type.scale() == 0
                ? Optional.of(new Operand(column, path))
                : Optional.empty();
    }

    private Optional<Condition> comparison(final Operand operand) {
        if (in.acceptWord("IS", "NULL")) {
            return Optional.of(new Condition.IsNull(operand));
        }
        if (in.acceptWord("BETWEEN")) {
            final Optional<BigDecimal> low = literal();
            return low.isPresent() && in.acceptWord("AND")
                    ? literal().map(high -> new Condition.InRange(operand, low, Optional.of(high)))
                    : Optional.empty();
        }
        final String operator = in.next().text();
        return literal().flatMap(bound -> switch (operator) {
            case "=" -> Optional.of(new Condition.InRange(operand, Optional.of(bound), Optional.of(bound)));
            case ">", ">=" -> Optional.of(new Condition.InRange(operand, Optional.of(bound), Optional.empty()));
            case "<", "<=" -> Optional.of(new Condition.InRange(operand, Optional.empty(), Optional.of(bound)));
            default -> Optional.empty();
        });
    }

    private Optional<BigDecimal> literal() {
        final boolean negative = in.acceptSymbol("-");
        if (in.peek().kind() != Token.Kind.NUMBER) {
            return Optional.empty();
        }
        final BigDecimal value = new BigDecimal(in.next().text());
        return Optional.of(negative ? value.negate() : value);
    }
}
