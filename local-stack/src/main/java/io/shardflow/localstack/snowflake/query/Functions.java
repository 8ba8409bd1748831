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
package io.shardflow.localstack.snowflake.query;

import io.shardflow.localstack.snowflake.error.SnowflakeError;
import io.shardflow.localstack.snowflake.session.Session;
import io.shardflow.localstack.snowflake.session.TransactionCommands;
import io.shardflow.localstack.snowflake.settings.StandInConfig;
import io.shardflow.localstack.snowflake.syntax.Token;
import io.shardflow.localstack.snowflake.syntax.Tokens;
import io.shardflow.localstack.snowflake.value.H2Text;
import io.shardflow.localstack.snowflake.value.SnowflakeType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Calls of functions inside expressions. A function that is not listed here is refused. */
final class Functions {
    /** Same name and meaning in H2. */
    private static final Set<String> SAME = Set.of(
            "COUNT",
            "SUM",
            "MIN",
            "MAX",
            "AVG",
            "COALESCE",
            "LPAD",
            "RPAD",
            "UPPER",
            "LOWER",
            "TRIM",
            "LTRIM",
            "RTRIM",
            "SUBSTRING",
            "REPLACE",
            "CONCAT",
            "ABS",
            "ROUND",
            "FLOOR",
            "CEIL",
            "MOD",
            "GREATEST",
            "LEAST",
            "NULLIF",
            "ROW_NUMBER",
            "LAG",
            "RANK",
            "DENSE_RANK",
            "LEFT",
            "RIGHT",
            "SIGN",
            "POWER",
            "ANY_VALUE",
            "STDDEV",
            "MEDIAN");

    private static final Map<String, String> RENAMED = Map.of(
            "LENGTH",
            "CHAR_LENGTH",
            "LEN",
            "CHAR_LENGTH",
            "NVL",
            "COALESCE",
            "IFNULL",
            "COALESCE",
            "SUBSTR",
            "SUBSTRING",
            "TYPEOF",
            "SF_TYPEOF",
            "ARRAY_SIZE",
            "SF_ARRAYSIZE",
            "CEILING",
            "CEIL");

    private static final Set<String> NOW =
            Set.of("CURRENT_TIMESTAMP", "SYSDATE", "GETDATE", "LOCALTIMESTAMP", "SYSTIMESTAMP");

    private final Tokens in;
    private final Session session;
    private final Expressions expressions;
    private final Translator translator;
    private String refused;

    Functions(final Tokens in, final Session session, final Expressions expressions, final Translator translator) {
        this.in = in;
        this.session = session;
        this.expressions = expressions;
        this.translator = translator;
    }

    void refuse(final String name) {
        refused = name;
    }

    /** The call where the cursor stands, or null when there is none. */
    String call() {
        final String name = in.peek().text();
        final boolean parentheses = in.peek(1).isSymbol("(");
        if (!parentheses && !NOW.contains(name) && !name.equals("CURRENT_DATE") && !name.equals("CURRENT_USER")) {
            return null;
        }
        in.next();
        if (parentheses) {
            in.next();
        }
        if (name.equals(refused)) {
            throw new SnowflakeError(
                    "002014", "22000", "SQL compilation error:\nInvalid expression [" + name + "(…)] in VALUES clause");
        }
        final String text = translate(name, parentheses);
        if (parentheses) {
            in.expectSymbol(")");
        }
        return text + over(name);
    }

    private String translate(final String name, final boolean parentheses) {
        if (NOW.contains(name)) {
            if (parentheses && in.peek().kind() == Token.Kind.NUMBER) {
                in.next();
            }
            final String here = name.equals("SYSDATE") || name.equals("LOCALTIMESTAMP")
                    ? "LOCALTIMESTAMP(9)"
                    : "CURRENT_TIMESTAMP(9)";
            final long ahead = session.standIn().switches().clockAhead().toMillis();
            return ahead == 0 ? here : "DATEADD(MILLISECOND, " + ahead + ", " + here + ")";
        }
        return switch (name) {
            case "CURRENT_DATE" -> "CURRENT_DATE";
            case "CURRENT_DATABASE" -> H2Text.literal(session.database());
            case "CURRENT_SCHEMA" -> H2Text.literal(session.schema());
            case "CURRENT_ROLE" -> H2Text.literal(session.role());
            case "CURRENT_WAREHOUSE" -> H2Text.literal(session.warehouse());
            case "CURRENT_USER" -> H2Text.literal(session.user());
            case "CURRENT_ACCOUNT" -> H2Text.literal(session.account());
            case "CURRENT_VERSION" -> H2Text.literal(StandInConfig.SERVER_VERSION);
            case "CURRENT_SESSION" -> H2Text.literal(Long.toString(session.id()));
            case "CURRENT_TRANSACTION" -> TransactionCommands.current(session, in.sql());
            case "IS_ROLE_IN_SESSION" -> session.standIn().access().isRoleOf(session, in.string()) ? "TRUE" : "FALSE";
            case "IFF" -> iff();
            case "CAST" -> cast();
            case "TRY_CAST" -> tryCast();
            case "TO_VARCHAR", "TO_CHAR" -> single("SF_TEXT(", ")");
            case "PARSE_JSON" -> single("CAST(SF_PARSEJSON(", ") AS JSON)");
            case "TRY_PARSE_JSON" -> single("CAST(SF_TRYPARSEJSON(", ") AS JSON)");
            case "TO_JSON" -> single("SF_TEXT(", ")");
            case "TO_VARIANT" -> single("CAST(SF_TOVARIANT(", ") AS JSON)");
            case "EQUAL_NULL" -> equalNull();
            case "ENDSWITH" -> endsWith();
            case "TIMESTAMPDIFF", "DATEDIFF" -> TimeDifference.read(in, expressions);
            case "ZEROIFNULL" -> single("COALESCE(", ", 0)");
            case "SYSTEM$ABORT_TRANSACTION" ->
                H2Text.literal(session.abortTransaction(
                        in.peek().kind() == Token.Kind.STRING ? in.string() : Long.toString(in.number())));
            default -> ordinary(name);
        };
    }

    private String ordinary(final String name) {
        final String h2 = RENAMED.getOrDefault(name, SAME.contains(name) ? name : null);
        if (h2 == null) {
            throw new SnowflakeError(
                    "002140",
                    "42601",
                    "SQL compilation error:\nUnknown function " + name + " (stand-in) in statement: " + in.sql());
        }
        if (in.atSymbol("*")) {
            in.next();
            return h2 + "(*)";
        }
        if (in.atSymbol(")")) {
            return h2 + "()";
        }
        return h2 + "(" + (in.acceptWord("DISTINCT") ? "DISTINCT " : "") + expressions.list() + ")";
    }

    private String single(final String before, final String after) {
        return before + expressions.expression() + after;
    }

    private String iff() {
        final String condition = expressions.expression();
        in.expectSymbol(",");
        final String yes = expressions.expression();
        in.expectSymbol(",");
        return "CASE WHEN " + condition + " THEN " + yes + " ELSE " + expressions.expression() + " END";
    }

    private String equalNull() {
        final String left = expressions.expression();
        in.expectSymbol(",");
        return "(" + left + " IS NOT DISTINCT FROM " + expressions.expression() + ")";
    }

    private String endsWith() {
        final String text = expressions.expression();
        in.expectSymbol(",");
        final String end = expressions.expression();
        return "(RIGHT(" + text + ", CHAR_LENGTH(" + end + ")) = " + end + ")";
    }

    private String cast() {
        final String value = expressions.expression();
        in.expectWord("AS");
        return Casts.any(value, SnowflakeType.parse(in));
    }

    private String tryCast() {
        final String value = expressions.expression();
        in.expectWord("AS");
        final SnowflakeType type = SnowflakeType.parse(in);
        return "CAST(SF_CASTABLE(" + value + ", '" + type.name() + "', " + type.precision() + ", " + type.scale()
                + ") AS " + type.h2() + ")";
    }

    /** A window after the call. */
    private String over(final String name) {
        if (!in.acceptWord("OVER")) {
            return "";
        }
        final List<String> parts = new ArrayList<>();
        in.expectSymbol("(");
        if (in.acceptWord("PARTITION", "BY")) {
            parts.add("PARTITION BY " + expressions.list());
        }
        if (in.acceptWord("ORDER", "BY")) {
            parts.add("ORDER BY " + translator.orderList());
        }
        if (!in.acceptSymbol(")")) {
            throw in.unexpected(") after the window of " + name);
        }
        return " OVER (" + String.join(" ", parts) + ")";
    }
}
