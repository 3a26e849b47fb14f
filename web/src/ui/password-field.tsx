import { Eye, EyeOff } from "lucide-react";
import { useState } from "react";
import { t } from "~/lib/i18n/t.ts";
import { IconButton } from "./icon-button.tsx";
import { TextField } from "./text-field.tsx";

interface PasswordFieldProps {
  readonly label: string;
  readonly name: string;
  readonly autoComplete: "current-password" | "new-password";
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly hint?: string;
  readonly problem?: string | undefined;
  readonly autoFocus?: boolean;
}

/** A password field whose text can be shown; password managers recognise it. */
export function PasswordField(props: PasswordFieldProps) {
  const [shown, setShown] = useState(false);
  const label = shown ? t("signIn.hidePassword") : t("signIn.showPassword");
  return (
    <TextField
      {...props}
      type={shown ? "text" : "password"}
      autoCorrect="off"
      spellCheck="false"
      end={
        <IconButton label={label} onClick={() => setShown(!shown)}>
          {shown ? <EyeOff size={18} aria-hidden /> : <Eye size={18} aria-hidden />}
        </IconButton>
      }
    />
  );
}
