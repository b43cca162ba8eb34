;;; story.el --- what a person does in Emacs, without the person  -*- lexical-binding: t -*-

;; Prints what was seen as one object of JSON. The working directory is a workspace with configuration.nix, and init.el is loaded.

;;; Code:

(require 'eglot)
(require 'xref)

(defvar seen nil "What was seen, by what it is called.")

(defun see (what value)
  "Remember VALUE as WHAT."
  (push (cons what value) seen))

(defun wait-for (what condition)
  "Let Emacs work until CONDITION holds, or give up on WHAT."
  (let ((until (+ (float-time) 30)) (value nil))
    (while (not (setq value (funcall condition)))
      (when (> (float-time) until)
        (error "Gave up waiting for %s" what))
      (accept-process-output nil 0.02))
    value))

(defun open-file (name)
  "Open the file NAME as a person does, and wait until eglot manages it."
  (find-file name)
  (switch-to-buffer (current-buffer))
  (run-hooks 'post-command-hook) ; nobody types here, and eglot waits for that
  (wait-for "eglot" #'eglot-managed-p)
  (flymake-start)) ; what it does once a window shows the file

(defun findings ()
  "The mistakes that flymake shows, as line:column CODE message."
  (sort (mapcar (lambda (d)
                  (save-excursion
                    (goto-char (flymake-diagnostic-beg d))
                    (format "%d:%d %s" (line-number-at-pos) (1+ (current-column)) (flymake-diagnostic-text d))))
                (seq-filter (lambda (d) (memq (flymake-diagnostic-type d) '(eglot-error eglot-warning))) (flymake-diagnostics)))
        #'string<))

(defun at (text)
  "Put the cursor on TEXT."
  (goto-char (point-min))
  (search-forward text)
  (goto-char (match-beginning 0)))

(defun coded (finding)
  "A FINDING without its message."
  (string-join (let ((words (split-string finding)))
                 (list (car words) (replace-regexp-in-string "[^A-Z0-9]" "" (seq-find (lambda (w) (string-match-p "ATP[0-9]+" w)) words "nothing"))))
               " "))

(defun story ()
  "Open a configuration, see what is wrong, have it explained, mend it, complete a name, and follow an option."
  (setq eglot-confirm-server-edits nil
        create-lockfiles nil)
  (open-file "configuration.nix")
  (see 'diagnostics (wait-for "diagnostics" (lambda () (let ((all (findings))) (and (>= (length all) 2) (mapcar #'coded all))))))
  (see 'messages (findings))

  (at "type =")
  (let (hover)
    (eglot-hover-eldoc-function (lambda (text &rest _) (setq hover (or text ""))))
    (see 'hover (substring-no-properties (wait-for "the hover" (lambda () hover)))))

  (at "enabel")
  (see 'actions (mapcar (lambda (a) (plist-get a :title)) (append (eglot-code-actions (point) (point)) nil)))
  (cl-letf ((last-nonmenu-event ?.) ; a key, not the mouse
            ((symbol-function 'completing-read) (lambda (_prompt _from &rest more) (nth 4 more)))) ; RET takes what it offers
    (eglot-code-actions (point) (point) "quickfix" t))
  (wait-for "the fix" (lambda () (save-excursion (goto-char (point-min)) (search-forward "nginx.enable = true;" nil t))))

  (at "enable = true;")
  (end-of-line)
  (insert "\n    metrics.en")
  (let* ((capf (run-hook-with-args-until-success 'completion-at-point-functions))
         (all (completion-all-completions (buffer-substring-no-properties (nth 0 capf) (point)) (nth 2 capf) nil (- (point) (nth 0 capf)))))
    (see 'completion (let (labels) (while (consp all) (push (substring-no-properties (pop all)) labels)) (vconcat (nreverse labels)))))
  (completion-at-point)
  (see 'completed (string-trim (thing-at-point 'line t)))

  (at "type =")
  (xref-find-definitions (format "%s" (xref-backend-identifier-at-point 'eglot)))
  (see 'defined (format "%s %s" (file-name-nondirectory (buffer-file-name)) (string-trim (thing-at-point 'line t))))

  (see 'documented
       (mapcar (lambda (folder)
                 (open-file (expand-file-name "configuration.nix" folder))
                 ;; A file with nothing wrong in it never says so.
                 (with-timeout (1) (while (null (findings)) (accept-process-output nil 0.02)))
                 (cons (intern (file-name-nondirectory folder)) (vconcat (mapcar #'coded (findings)))))
               (directory-files (expand-file-name "../documented") t "\\.nix\\'"))))

(condition-case problem
    (story)
  (t (see 'problem (error-message-string problem))))
(princ (json-serialize (mapcar (lambda (pair) (cons (car pair) (let ((v (cdr pair))) (if (and (listp v) (stringp (car v))) (vconcat v) v)))) seen)))
(kill-emacs)

;;; story.el ends here
